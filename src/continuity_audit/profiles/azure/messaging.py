"""Service Bus, Event Hubs, Event Grid, Relay, SignalR and Web PubSub.

Sources: https://learn.microsoft.com/azure/reliability/reliability-service-bus,
https://learn.microsoft.com/azure/reliability/reliability-event-hubs,
https://learn.microsoft.com/azure/reliability/reliability-event-grid,
https://learn.microsoft.com/azure/reliability/reliability-signalr-service
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, has_zones, has_zones_but_japan_west
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import Named, each_meant, meant
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, Fact, attribute, fact

SERVICE_BUS: Final = LEARN + "reliability/reliability-service-bus"
EVENT_HUBS: Final = LEARN + "reliability/reliability-event-hubs"
EVENT_GRID: Final = LEARN + "reliability/reliability-event-grid"
SIGNALR: Final = LEARN + "reliability/reliability-signalr-service"
LEFT_BEHIND: Final = "it is made again from code; what was in transit stays behind"


def _partner_elsewhere(type_: str) -> Fact:
    """The condition that a disaster recovery configuration pairs the namespace with one in another region."""
    config = f"{type_}_disaster_recovery_config"

    def apart(pairing: Resource, context: Context) -> Value:
        value = pairing.values.get("partner_namespace_id")
        context.about(pairing).note("partner_namespace_id", value)

        def elsewhere(value: Value) -> Value:
            for partner in meant(pairing, "partner_namespace_id", value, context.estate, type_):
                return in_another_region(context.resource, partner)
            return as_truth(Unknown(causes_of(value), f"region of {key_of(value)}"))

        return lift(elsewhere, value)

    @fact(
        "it is paired with a namespace in another region", reads=(config, type_),
        remedy=f"pair it with a namespace in another region (`{config}`)",
    )  # fmt: skip
    def paired(context: Context) -> Value:
        return any_of(
            lambda p=p, n=n: both(all_hold(p.exists, n.there), lambda: apart(p, context))  # type: ignore[misc]
            for p in context.estate.of_type(config)
            for n in _primary(p, type_, context.estate)
            if n.resource is context.resource
        )

    return paired


def _primary(pairing: Resource, type_: str, estate: Estate) -> Iterator[Named]:
    """The namespace whose names a pairing copies."""
    for by in ("primary_namespace_id", "namespace_name"):
        value = pairing.values.get(by)
        yield from each_meant(pairing, by, value, estate, type_) if value is not None else ()


def _namespace(
    type_: str, title: str, kind: Kind, parts: tuple[str, ...], docs: str, shared: Condition = ALWAYS
) -> Profile:
    """A namespace with what is in it; ``shared`` is whether it stands on the service's own machines."""
    return Profile(
        type=type_,
        title=title,
        kind=kind,
        stateful=False,
        reads=(f"{type_}_disaster_recovery_config",),
        folds=tuple(Fold(part, by=by) for part in parts for by in ("namespace_id", "namespace_name")),
        instance=(continues("service", "the service keeps every message on several machines", source=docs),),
        zone=(continues("service", "the service keeps every message in several zones where the region has some",
                        when=has_zones if shared is ALWAYS else has_zones & shared, source=docs),),
        region=(
            recovers("promotion", "a namespace in another region has its entities; what was in transit stays behind",
                     when=_partner_elsewhere(type_), rto="5m-1h", rpo="0s-7d", source=docs),
            recovers("redeploy", LEFT_BEHIND, rto="1h-24h", rpo="0s-7d", source=docs),
        ),
    )  # fmt: skip


SERVICE_BUS_NAMESPACE = _namespace(
    "azurerm_servicebus_namespace", "Service Bus namespace with its queues and topics", Kind.QUEUE,
    ("azurerm_servicebus_queue", "azurerm_servicebus_topic"), SERVICE_BUS,
)  # fmt: skip
# A dedicated cluster is spread over zones only where Microsoft is asked to, and has three capacity units or more:
# https://github.com/Azure/Azure-Proactive-Resiliency-Library-v2/issues/17
EVENT_HUB_NAMESPACE = _namespace(
    "azurerm_eventhub_namespace", "Event Hubs namespace with its event hubs", Kind.STREAM,
    ("azurerm_eventhub", "azurerm_eventhub_consumer_group"), EVENT_HUBS, ~attribute("dedicated_cluster_id").is_set,
)  # fmt: skip

# --- Event Grid ---------------------------------------------------------------------------------------------------


def _event_grid(type_: str, title: str, folds: tuple[Fold, ...] = ()) -> Profile:
    return Profile(
        type=type_,
        title=title,
        kind=Kind.QUEUE,
        stateful=False,
        folds=folds,
        instance=(continues("service", "the service keeps every event on several machines", source=EVENT_GRID),),
        zone=(continues("service", "the service keeps every event in several zones where the region has some",
                        when=has_zones, source=EVENT_GRID),),
        region=(recovers("redeploy", LEFT_BEHIND, rto="1h-24h", rpo="0s-24h", source=EVENT_GRID),),
    )  # fmt: skip


EVENT_GRIDS: Final = (
    _event_grid("azurerm_eventgrid_topic", "Event Grid topic"),
    _event_grid(
        "azurerm_eventgrid_domain", "Event Grid domain with its topics",
        (Fold("azurerm_eventgrid_domain_topic", by="domain_name"),),
    ),
    _event_grid(
        "azurerm_eventgrid_system_topic", "Event Grid system topic with its subscriptions",
        (Fold("azurerm_eventgrid_system_topic_event_subscription", by="system_topic"),),
    ),
    _event_grid("azurerm_eventgrid_namespace", "Event Grid namespace"),
)  # fmt: skip

RELAY = Profile(
    type="azurerm_relay_namespace",
    title="Relay namespace",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    instance=(continues("service", "the service runs on several machines",
                        source=LEARN + "azure-relay/relay-what-is-it"),),
)  # fmt: skip

# --- SignalR and Web PubSub ---------------------------------------------------------------------------------------


def _live(type_: str, title: str, sku: str, *folds: Fold) -> Profile:
    """A service that keeps connections to clients, and passes on to an application what they send."""
    premium = attribute(sku).one_of("Premium_P1", "Premium_P2")  # which Japan West spreads over no zones
    return Profile(
        type=type_,
        title=title,
        kind=Kind.API,
        stateful=False,
        needs=(run_time("upstream_endpoint"),),
        folds=folds,
        instance=(continues("service", "the service runs on several machines; clients connect again", rto="1s-1m",
                            source=SIGNALR),),
        zone=(continues("service", "the premium tier is spread over zones where the region has some",
                        when=premium & has_zones_but_japan_west, rto="1s-1m", source=SIGNALR),),
    )  # fmt: skip


PROFILES: Final = (
    SERVICE_BUS_NAMESPACE, EVENT_HUB_NAMESPACE, *EVENT_GRIDS, RELAY,
    _live("azurerm_signalr_service", "SignalR Service", "sku.name"),
    _live("azurerm_web_pubsub_socketio", "Web PubSub service for Socket.IO", "sku.name"),
    _live(
        "azurerm_web_pubsub", "Web PubSub service", "sku",
        Fold("azurerm_web_pubsub_hub", by="web_pubsub_id", needs=(run_time("event_handler"),)),
    ),
)  # fmt: skip

__all__ = ["PROFILES"]
