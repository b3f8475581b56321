"""What stands around applications on Azure: API Management, registries, App Configuration, directories, Grafana.

Sources: https://learn.microsoft.com/azure/reliability/reliability-api-management,
https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region,
https://learn.microsoft.com/azure/container-registry/container-registry-geo-replication,
https://learn.microsoft.com/azure/container-registry/zone-redundancy,
https://learn.microsoft.com/azure/reliability/reliability-app-configuration,
https://learn.microsoft.com/entra/identity/domain-services/concepts-replica-sets,
https://learn.microsoft.com/azure/reliability/reliability-managed-grafana
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.counts import add, as_count
from continuity_audit.estate.logic import all_hold, as_truth, at_least, negate
from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, elsewhere, has_zones, over_zones
from continuity_audit.profiles.azure.running import AUTOSCALE, GATEWAY_ON, kept
from continuity_audit.profiles.azure.serving import OTHER_REGION, READS
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, Fact, attribute, fact

APIM: Final = LEARN + "reliability/reliability-api-management"
MULTI_REGION: Final = LEARN + "api-management/api-management-howto-deploy-multi-region"
REGISTRY: Final = LEARN + "container-registry/container-registry-geo-replication"
REGISTRY_ZONES: Final = LEARN + "container-registry/zone-redundancy"
DIRECTORY: Final = "https://learn.microsoft.com/entra/identity/domain-services/"

# --- API Management -----------------------------------------------------------------------------------------------


def _tier(*names: str) -> Fact:
    """The condition that the first part of ``sku_name`` is one of some tiers."""

    @fact(f"its tier is {' or '.join(names)}", remedy=f"choose the tier {names[0]} in `sku_name`")
    def tier(context: Context) -> Value:
        sku = context.read("sku_name")
        context.note("sku_name", sku)

        def among(name: Value) -> Value:
            if not isinstance(name, Unknown):
                return isinstance(name, str) and name.partition("_")[0] in names
            given = name.starts.partition("_")
            if given[1]:
                return given[0] in names
            return as_truth(Unknown(name.causes, f"{name.key} is {names}"))

        return lift(among, unmark(sku))

    return tier


@fact(
    "it has two units or more", reads=(AUTOSCALE,),
    remedy="choose two units or more in `sku_name`, and as the minimum of its autoscale setting",
)  # fmt: skip
def two_units(context: Context) -> Value:
    """Whether it keeps two units or more: by the minimum of its autoscale setting, else by the end of ``sku_name``.

    Source: https://learn.microsoft.com/azure/api-management/api-management-howto-autoscale
    """
    sku = context.read("sku_name")

    def units(name: Value) -> Value:
        if isinstance(name, Unknown):
            return Unknown(name.causes, f"units of {name.key}")
        return as_count(name.rpartition("_")[2]) if isinstance(name, str) else 0

    return at_least(kept(context.resource, lift(units, unmark(sku)), context), 2)


@fact(
    "its gateway is on in two regions or more",
    remedy="add an `additional_location` block, and disable the gateway neither there nor on the service itself",
)  # fmt: skip
def gateways_elsewhere(context: Context) -> Value:
    """Whether a gateway is left when the region of another is gone; where one is disabled, none answers."""
    own = GATEWAY_ON.value(context)
    total = lift(lambda on: 1 if on else 0, own)
    for element in each(context.read("additional_location")):
        disabled = element.value.get("gateway_disabled") if isinstance(element.value, Mapping) else element.value
        path = f"additional_location.{element.position}.gateway_disabled"
        context.note(path, disabled or False, "" if disabled is not None else PROVIDER + "api_management")
        on = all_hold(element.there, negate(as_truth(disabled)))
        total = add(total, lift(lambda t: 1 if t else 0, on))
    return at_least(total, 2)


DEVELOPER = _tier("Developer")
PREMIUM = _tier("Premium")
NETWORK = attribute("virtual_network_type", "None", PROVIDER + "api_management")
IN_NO_NETWORK, INTERNAL = NETWORK.equals("None"), NETWORK.equals("Internal")
ADDRESSED = IN_NO_NETWORK | attribute("public_ip_address_id").is_set
"""In a network of one's own, only an address of one's own lets it be spread over zones."""
API_MANAGEMENT = Profile(
    type="azurerm_api_management",
    title="API Management service with its APIs",
    kind=Kind.API,
    stateful=False,
    needs=(run_time("hostname_configuration"),),
    reads=READS,
    folds=(
        Fold("azurerm_api_management_api", by="api_management_name", needs=(run_time("service_url"),)),
        Fold("azurerm_api_management_backend", by="api_management_name", needs=(run_time("url"),)),
        Fold("azurerm_api_management_product", by="api_management_name"),
        *(Fold(f"azurerm_api_management_{part}", by="api_management_name", needs=(run_time("xml_content"),))
          for part in ("api_policy", "api_operation_policy", "product_policy")),
        Fold("azurerm_api_management_api_policy", by="api_name", of="azurerm_api_management_api",
             needs=(run_time("xml_content"),)),
        Fold("azurerm_api_management_policy", by="api_management_id", needs=(run_time("xml_content"),)),
        Fold("azurerm_api_management_policy_fragment", by="api_management_id", needs=(run_time("value"),)),
        Fold("azurerm_api_management_named_value", by="api_management_name",
             needs=(run_time("value", "value_from_key_vault"),)),
    ),
    instance=(
        recovers("restart", "the developer tier runs on a single machine", when=DEVELOPER, rto="5m-1h", source=APIM),
        continues("service", "the service runs on several machines", rto="0s-1m", source=APIM),
    ),
    zone=(
        continues("members", "its units are spread over the zones that it names",
                  when=PREMIUM & over_zones() & two_units, rto="0s-1m", source=APIM),
        continues("service", "even one unit is spread over two zones, which the service chooses where none are named",
                  when=PREMIUM & ~attribute("zones").is_set & has_zones & ADDRESSED, rto="0s-1m", source=APIM),
        OTHER_REGION,
    ),
    region=(
        continues("failover", "its gateway in another region takes the requests",
                  when=PREMIUM & gateways_elsewhere & ~INTERNAL, rto="1m-5m", source=MULTI_REGION),
        OTHER_REGION,
        recovers("promotion", "its gateway in another region runs; inside a network nothing leads requests to it by "
                 "itself", when=PREMIUM & gateways_elsewhere, rto="10m-4h", source=MULTI_REGION),
    ),
)  # fmt: skip

# --- registries ---------------------------------------------------------------------------------------------------

ROUTED: Condition = (
    blocks("georeplications").any(
        attribute("global_endpoint_routing_enabled", False, PROVIDER + "container_registry").is_true
        | attribute("regional_endpoint_enabled").is_true
    )
    | attribute("georeplication_locations").is_set
)
"""What azurerm left to the API until its version 3, which routes requests to every replica, it turns off by itself
since. Until version 4.81 the argument is called ``regional_endpoint_enabled``.

Source: https://learn.microsoft.com/rest/api/containerregistry/replications/create
"""

CONTAINER_REGISTRY = Profile(
    type="azurerm_container_registry",
    title="Container registry",
    kind=Kind.REGISTRY,
    stateful=False,
    instance=(continues("service", "the service keeps images redundantly", source=REGISTRY),),
    zone=(
        continues("service", "a registry of any tier is zone-redundant where the region has zones, whatever its "
                  "argument says", when=has_zones, source=REGISTRY_ZONES),
        continues("failover", "a replica in another region answers, to which requests are routed", when=ROUTED,
                  rto="1m-5m", source=REGISTRY),
    ),
    region=(continues("failover", "a replica in another region answers, to which requests are routed", when=ROUTED,
                      rto="1m-5m", source=REGISTRY),),
)  # fmt: skip

# --- settings -----------------------------------------------------------------------------------------------------

STORES: Final = LEARN + "reliability/reliability-app-configuration"
REPLICA = blocks("replica").any()

APP_CONFIGURATION = Profile(
    type="azurerm_app_configuration",
    title="App Configuration store with its settings",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(
        Fold("azurerm_app_configuration_key", by="configuration_store_id"),
        Fold("azurerm_app_configuration_feature", by="configuration_store_id"),
    ),
    data=(recovers("restore", "settings can be restored as they were at any time in the last seven days at least",
                   rto="5m-4h", source=LEARN + "azure-app-configuration/concept-point-time-snapshot"),),
    instance=(continues("service", "the service runs on several machines", source=STORES),),
    zone=(
        continues("service", "a store is kept in several zones where the region has some", when=has_zones,
                  source=STORES),
        recovers("promotion", "a replica in another region answers who is told of it", when=REPLICA, rto="0s-1h",
                 rpo="0s-5m", source=STORES),
    ),
    region=(recovers("promotion", "a replica in another region answers who is told of it", when=REPLICA, rto="0s-1h",
                     rpo="0s-5m", source=STORES),),
    account=(recovers("restore", "purge protection: not even an administrator can purge a deleted store before its "
                      "time", when=attribute("purge_protection_enabled", False, PROVIDER + "app_configuration").is_true,
                      rto="1h-24h", source=STORES),),
)  # fmt: skip

# --- directories --------------------------------------------------------------------------------------------------

REPLICA_SET: Final = "azurerm_active_directory_domain_service_replica_set"

DOMAIN_SERVICE = Profile(
    type="azurerm_active_directory_domain_service",
    title="Entra Domain Services managed domain with its replica sets",
    kind=Kind.IDENTITY,
    stateful=True,
    names=("domain_name", "name"),
    folds=(Fold(REPLICA_SET, by="domain_service_id"),),
    data=(recovers("restore", "the service takes backups by itself, which Microsoft restores on request",
                   rto="4h-72h", rpo="0s-7d", source=DIRECTORY + "overview"),),
    instance=(continues("members", "a replica set has two domain controllers", rto="0s-5m",
                        source=DIRECTORY + "concepts-replica-sets"),),
    zone=(continues("members", "its domain controllers stand in different zones where the region has some",
                    when=has_zones, rto="0s-5m", source=DIRECTORY + "overview"),),
    region=(recovers("promotion", "a replica set in another region holds everything",
                     when=elsewhere(REPLICA_SET, "a replica set", f"add an `{REPLICA_SET}` in another region"),
                     rto="0s-1h", source=DIRECTORY + "concepts-replica-sets"),),
)  # fmt: skip

# --- dashboards ---------------------------------------------------------------------------------------------------

GRAFANA: Final = LEARN + "reliability/reliability-managed-grafana"
STANDARD = ~attribute("sku", "Standard", PROVIDER + "dashboard_grafana").equals("Essential")

MANAGED_GRAFANA = Profile(
    type="azurerm_dashboard_grafana",
    title="Azure Managed Grafana workspace with its dashboards",
    kind=Kind.ANALYTICS,
    stateful=True,
    instance=(
        continues("members", "its second server goes on with the same database", when=STANDARD, rto="0s-1m",
                  source=GRAFANA),
        recovers("restart", "the service replaces what fails; its database is apart from its server", rto="5m-1h",
                 source=GRAFANA),
    ),
    zone=(continues("members", "its servers, its load balancer and its database are in several zones",
                    when=STANDARD & attribute("zone_redundancy_enabled", False, PROVIDER + "dashboard_grafana").is_true,
                    rto="0s-1m", source=GRAFANA),),
    advice=dict.fromkeys((Scenario.DATA, Scenario.REGION), "keep its dashboards as code"),
)  # fmt: skip

PROFILES: Final = (API_MANAGEMENT, CONTAINER_REGISTRY, APP_CONFIGURATION, DOMAIN_SERVICE, MANAGED_GRAFANA)

__all__ = ["PROFILES"]
