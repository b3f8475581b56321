# docker build -t continuity-audit . && docker run --rm --network none -v "$PWD:/src:ro" continuity-audit check
FROM python:3.12-slim AS build
COPY pyproject.toml README.md LICENSE /code/
COPY src /code/src
COPY rules /code/rules
RUN python -m venv /opt/continuity-audit \
    && /opt/continuity-audit/bin/pip install --no-cache-dir --disable-pip-version-check /code

FROM python:3.12-slim
# git, for --diff
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 audit
COPY --from=build /opt/continuity-audit /opt/continuity-audit
ENV PATH=/opt/continuity-audit/bin:$PATH
USER 10001
WORKDIR /src
ENTRYPOINT ["continuity-audit"]
CMD ["check"]
