"""What devices are connected to: IoT Hub with its Device Provisioning Service, Digital Twins and Notification Hubs.

Sources: https://learn.microsoft.com/azure/reliability/reliability-iot-hub,
https://learn.microsoft.com/azure/iot-dps/iot-dps-ha-dr,
https://learn.microsoft.com/azure/digital-twins/concepts-high-availability-disaster-recovery,
https://learn.microsoft.com/azure/reliability/reliability-notification-hubs
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_pair, has_zones, here
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, attribute, fact

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

    return lift(lambda place: _among(place, SPREAD, "IoT Hub"), here(context))


def _among(place: Value, regions: frozenset[str], what: str) -> Value:
    return Unknown(place.causes, f"{place.key} spreads {what}") if isinstance(place, Unknown) else place in regions


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

# --- Device Provisioning Service and Digital Twins ----------------------------------------------------------------

DPS: Final = LEARN + "iot-dps/iot-dps-ha-dr"
TWINS: Final = LEARN + "digital-twins/concepts-high-availability-disaster-recovery"
DPS_SPREAD: Final = frozenset({
    "australiaeast", "brazilsouth", "canadacentral", "centralus", "eastus", "eastus2", "francecentral", "japaneast",
    "northeurope", "uksouth", "westeurope", "westus2",
})  # fmt: skip


@fact("its region spreads provisioning services over zones", remedy="choose a region that does")
def dps_spread(context: Context) -> Value:
    """Whether a provisioning service is zone-redundant where it stands, which having zones does not tell."""
    return lift(lambda place: _among(place, DPS_SPREAD, "provisioning services"), here(context))


def _failed_over(what: str, when: Condition, source: str) -> Claim:
    return recovers("promotion", f"{what} copied to the paired region, to which Microsoft may fail it over", when=when,
                    rto="2h-26h", rpo="0s-5m", source=source)  # fmt: skip


TO_ITS_PAIR: Final = _failed_over(
    "its enrollments are",
    has_pair & ~attribute("data_residency_enabled", False, PROVIDER + "iothub_dps").is_true, DPS,
)  # fmt: skip
TWINS_TO_ITS_PAIR: Final = _failed_over("its twins are", has_pair, TWINS)

PROVISIONING = Profile(
    type="azurerm_iothub_dps",
    title="Device Provisioning Service of IoT Hub with its enrollments",
    kind=Kind.DATABASE,
    stateful=True,
    needs=(run_time("linked_hub"),),
    folds=(Fold("azurerm_iothub_dps_certificate", by="iot_dps_name"),),
    instance=(continues("service", "the service runs on several machines", rto="0s-1m", source=DPS),),
    zone=(
        continues("service", "the service is spread over zones", when=dps_spread, rto="0s-1m", source=DPS),
        TO_ITS_PAIR,
    ),
    region=(TO_ITS_PAIR,),
)  # fmt: skip
DIGITAL_TWINS = Profile(
    type="azurerm_digital_twins_instance",
    title="Digital Twins instance with its twins",
    kind=Kind.DATABASE,
    stateful=True,
    folds=tuple(
        Fold(f"azurerm_digital_twins_endpoint_{kind}", by="digital_twins_id")
        for kind in ("eventgrid", "eventhub", "servicebus")
    ),
    instance=(continues("service", "the service is redundant inside of its region", rto="0s-1m", source=TWINS),),
    zone=(TWINS_TO_ITS_PAIR,),
    region=(TWINS_TO_ITS_PAIR,),
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

PROFILES: Final = (IOT_HUB, PROVISIONING, DIGITAL_TWINS, NOTIFICATION_HUBS)

__all__ = ["PROFILES"]
