"""What Argo Events and Argo Workflows run without an end: the bus, what listens and acts, workflows on a schedule."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import Context, attribute, fact

EVENTS: Final = "https://argoproj.github.io/argo-events/"
_BUSES: Final = ("spec.jetstream", "spec.nats.native")
_COPIES: Final = pattern(r"(?m)^\s*replicas:\s*(\d+)")
LEAST: Final = 3
"""NATS Streaming is given so many servers where fewer are asked for. https://argoproj.github.io/argo-events/eventbus/stan/"""


@fact(
    "its bus has three servers or more, and its stream as many copies",
    remedy="leave out `replicas` of `jetstream` and of its `streamConfig`, or set them to 3 or more",
)
def bus_goes_on(context: Context) -> Value:
    """The defaults are three, in the bus and in its stream, whose settings are a text."""
    if context.read("spec.jetstream") is None:
        return True
    found = _COPIES.search(text(context.read("spec.jetstream.streamConfig")))
    copies = int(found[1]) if found else LEAST
    context.note("spec.jetstream.streamConfig", copies, "" if found else EVENTS + "eventbus/jetstream/")
    return both(copies >= LEAST, lambda: servers.at_least(LEAST).value(context))


servers: Final = attribute("spec.jetstream.replicas", default=LEAST, documented=EVENTS + "eventbus/jetstream/")


@fact("it is run here, and not one that is elsewhere")
def run_here(context: Context) -> Value:
    return any(context.read(path) is not None for path in _BUSES)


event_bus = operated(
    "argoproj.io/EventBus", "Argo Events bus",
    of=Kind.QUEUE, held=bus_goes_on, spread=spread_of("spec.jetstream", servers, majority=True),
    pods="spec.jetstream", stateful=False, component=run_here, by="members",
    why="the remaining majority carries on", rto="0s-60s", rpo="0s-60s", source=EVENTS + "eventbus/eventbus/",
)  # fmt: skip

# One runs where none is asked for, too.
REPLICAS: Final = attribute("spec.replicas", default=1, documented=EVENTS + "dr_ha_recommendations/")

listeners = tuple(
    operated(
        f"argoproj.io/{kind}", f"Argo Events {kind.lower()}",
        of=Kind.WORKLOAD, held=REPLICAS.at_least(2), spread=spread_of("spec.template", REPLICAS), pods="spec.template",
        stateful=False, why="another replica is elected", rto="5s-60s",
        source=EVENTS + "dr_ha_recommendations/", needs=(called_by_values("spec"),), reads=(*READ, "Service"),
    )
    for kind in ("EventSource", "Sensor")
)  # fmt: skip

cron_workflow = operated(
    "argoproj.io/CronWorkflow", "Argo CronWorkflow",
    of=Kind.WORKLOAD, held=None, stateful=False, component=~attribute("spec.suspend", default=False).is_true,
    rto="10s-10m", source="https://argo-workflows.readthedocs.io/en/latest/cron-workflows/",
)  # fmt: skip

PROFILES: Final = (event_bus, *listeners, cron_workflow)
