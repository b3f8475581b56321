"""What Argo Events and Argo Workflows run without an end: the bus, what listens and acts, workflows on a schedule."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

EVENTS: Final = "https://argoproj.github.io/argo-events/"
_BUSES: Final = ("spec.jetstream", "spec.nats.native")


@quantity("the number of servers of the bus")
def servers(context: Context) -> Value:
    path = next((path for path in _BUSES if context.read(path) is not None), _BUSES[0])
    return attribute(f"{path}.replicas", 3, EVENTS + "eventbus/jetstream/").value(context)


@fact("it is run here, and not one that is elsewhere")
def run_here(context: Context) -> Value:
    return any(context.read(path) is not None for path in _BUSES)


event_bus = operated(
    "argoproj.io/EventBus", "Argo Events bus",
    of=Kind.QUEUE, held=servers.at_least(3), spread=spread_of("spec.jetstream", servers, majority=True),
    pods="spec.jetstream", stateful=False, component=run_here & ~servers.equals(0), by="members",
    why="the remaining majority carries on", rto="0s-60s", rpo="0s-60s", source=EVENTS + "eventbus/eventbus/",
)  # fmt: skip

REPLICAS: Final = attribute("spec.replicas", default=1, documented=EVENTS + "dr_ha_recommendations/")

listeners = tuple(
    operated(
        f"argoproj.io/{kind}", f"Argo Events {kind.lower()}",
        of=Kind.WORKLOAD, held=REPLICAS.at_least(2), spread=spread_of("spec.template", REPLICAS), pods="spec.template",
        stateful=False, component=~REPLICAS.equals(0), why="another replica is elected", rto="5s-60s",
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
