"""What devices are connected to: IoT Hub and Notification Hubs.

Sources: https://learn.microsoft.com/azure/reliability/reliability-iot-hub,
https://learn.microsoft.com/azure/reliability/reliability-notification-hubs
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_pair, has_zones, here
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

IOT: Final = LEARN + "reliability/reliability-iot-hub"
PUSH: Final = LEARN + "reliability/reliability-notification-hubs"

# --- IoT Hub ------------------------------------------------------------------------------------------------------

SPREAD: Final = frozenset({
    "australiaeast", "brazilsouth", "canadacentral", "centralus", "francecentral", "germanywestcentral", "japaneast",
    "northeurope", "southeastasia", "uksouth", "westus2",
})  # fmt: skip
"""Where both the machines of IoT Hub and its data are spread over zones; West Europe and others spread no data."""


@fact("its region spreads both the machines and the data of IoT Hub over zones", remedy="choose a region that does")
def spread(context: Context) -> Value:
    """Whether IoT Hub is zone-redundant where it stands, which having zones does not tell."""

    def among(place: Value) -> Value:
        return Unknown(place.causes, f"{place.key} spreads IoT Hub") if isinstance(place, Unknown) else place in SPREAD

    return lift(among, here(context))


ENDPOINTS: Final = ("cosmosdb_account", "eventhub", "servicebus_queue", "servicebus_topic", "storage_container")
ROUTES: Final = run_time("connection_string", "endpoint_uri", "container_name")

IOT_HUB = Profile(
    type="azurerm_iothub",
    title="IoT Hub with its registry of devices",
    kind=Kind.STREAM,
    stateful=True,
    needs=(run_time("endpoint", "file_upload"),),
    folds=tuple(
        Fold(f"azurerm_iothub_endpoint_{kind}", by=by, needs=(ROUTES,))
        for kind in ENDPOINTS
        for by in ("iothub_id", "iothub_name")
    ),
    instance=(continues("service", "the service keeps devices and messages on several machines", rto="0s-1m",
                        source=LEARN + "iot-hub/iot-hub-ha-dr"),),
    zone=(
        continues("service", "the service and its data are spread over zones", when=spread, rto="0s-1m", source=IOT),
        recovers("promotion", "its registry is copied to the paired region, to which it can be failed over",
                 when=has_pair, rto="10m-26h", rpo="0s-5m", source=IOT),
    ),
    region=(recovers("promotion", "its registry is copied to the paired region, to which it can be failed over",
                     when=has_pair, rto="10m-26h", rpo="0s-5m", source=IOT),),
)  # fmt: skip

# --- Notification Hubs --------------------------------------------------------------------------------------------

OVER_ZONES = attribute("zone_redundancy_enabled", False, PROVIDER + "notification_hub_namespace").is_true

NOTIFICATION_HUBS = Profile(
    type="azurerm_notification_hub_namespace",
    title="Notification Hubs namespace with its hubs and the registrations of devices",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(Fold("azurerm_notification_hub", by="namespace_name"),),
    instance=(recovers("restart", "the service brings itself up again; no page says that others answer meanwhile",
                       rto="1m-1h", source=PUSH),),
    zone=(continues("service", "registrations are kept in all zones of the region", when=OVER_ZONES & has_zones,
                    rto="0s-5m", source=PUSH),),
)  # fmt: skip

PROFILES: Final = (IOT_HUB, NOTIFICATION_HUBS)

__all__ = ["PROFILES"]
