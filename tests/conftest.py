"""What all tests have in common: none of them touches the cache of the user who runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from continuity_audit.pipeline.cache.folder import VARIABLE


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield
