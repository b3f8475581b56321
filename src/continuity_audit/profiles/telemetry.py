"""Settings by whose names a program is told where to send its traces, metrics and errors: it goes on without.

Sources: https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html,
https://opentelemetry.io/docs/specs/otel/protocol/exporter/,
https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/,
https://docs.datadoghq.com/tracing/trace_collection/library_config/, https://docs.sentry.io/platforms/,
https://www.jaegertracing.io/docs/1.18/client-features/, https://www.elastic.co/docs/reference/apm/agents/,
https://docs.spring.io/spring-boot/reference/actuator/tracing.html, https://statsd.readthedocs.io/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, inside, is_json
from continuity_audit.estate.spelled_json import read_json
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value

TELEMETRY: Final = frozenset({
    "AWS_XRAY_DAEMON_ADDRESS", "AWS_XRAY_DAEMON_ENDPOINT", "DD_AGENT_HOST", "DD_DOGSTATSD_URL", "DD_TRACE_AGENT_URL",
    "ELASTIC_APM_SERVER_URL", "ELASTIC_APM_SERVER_URLS", "JAEGER_AGENT_HOST", "JAEGER_ENDPOINT",
    "JAEGER_SAMPLER_MANAGER_HOST_PORT", "MANAGEMENT_OTLP_METRICS_EXPORT_URL", "MANAGEMENT_OTLP_TRACING_ENDPOINT",
    "MANAGEMENT_ZIPKIN_TRACING_ENDPOINT", "OTEL_EXPORTER_JAEGER_AGENT_HOST", "OTEL_EXPORTER_JAEGER_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_ZIPKIN_ENDPOINT", "SENTRY_DSN", "STATSD_HOST",
    "ZIPKIN_ENDPOINT",
})  # fmt: skip
"""Well-known names, each taken as it is: nothing is guessed of a name that only looks like one."""


def without_telemetry(holder: Resource, argument: str, estate: Estate) -> Resource:
    """A resource as it is but for the settings in an argument that say where telemetry goes.

    A reference whose value is known is not told by which setting it is made, and stays.
    """
    known = _without(estate)
    if (holder.id, argument) not in known:
        known[holder.id, argument] = _stripped(holder, argument)
    return known[holder.id, argument]


@once
def _without(_: Estate) -> dict[tuple[str, str], Resource]:
    """What was stripped, by the resource and its argument."""
    return {}


def _stripped(holder: Resource, argument: str) -> Resource:
    value = holder.values.get(argument)
    removed: list[Value] = []
    rest = _strip(value, removed)
    if not removed:
        return holder
    gone = _told(removed) - _told([rest])
    references = tuple(r for r in holder.references.get(argument, ()) if str(r) not in gone)
    return replace(
        holder,
        address=f"{holder.address} without telemetry in {argument}",
        values={**holder.values, argument: rest},
        references={**holder.references, argument: references},
    )


def _told(values: list[Value]) -> frozenset[str]:
    """What values hang on, by the names that code calls it."""
    return frozenset(name for value in values for part in inside(value) for name in _names(part))


def _names(part: Value) -> Iterator[str]:
    yield from causes_of(part)
    if isinstance(part, Unknown):
        yield part.key.rpartition("::")[2]


def _strip(value: Value, removed: list[Value]) -> Value:
    """A value without the settings of telemetry in it, which are added to ``removed``."""
    match value:
        case Sensitive(value=inner):
            return replace(value, value=_strip(inner, removed))
        case Choice(then=then, other=other):
            return replace(value, then=_strip(then, removed), other=_strip(other, removed))
        case str() | Unknown() if _speaks(text := value if isinstance(value, str) else value.text):
            return _strip(read_json(text), removed)
        case tuple(elements) | list(elements):
            return tuple(_strip(e, removed) for e in elements if not _is_telemetry(e, removed))
        case SetValue(elements=elements):
            return SetValue(tuple(_strip(e, removed) for e in elements if not _is_telemetry(e, removed)))
        case dict():
            removed += (inner for name, inner in value.items() if name in TELEMETRY)
            return {name: _strip(inner, removed) for name, inner in value.items() if name not in TELEMETRY}
        case _:
            return value


def _speaks(text: str) -> bool:
    """Whether a text is JSON with a setting of telemetry in it."""
    return is_json(text) and any(name in text for name in TELEMETRY)


def _is_telemetry(element: Value, removed: list[Value]) -> bool:
    """Whether an element is a block of a setting of telemetry, with its ``name`` and ``value``."""
    if isinstance(element, dict) and element.get("name") in TELEMETRY and "value" in element:
        removed.append(element["value"])
        return True
    return False


__all__ = ["TELEMETRY", "without_telemetry"]
