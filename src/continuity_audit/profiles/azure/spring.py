"""Azure Spring Apps: apps with their deployments, on the service that runs them.

Source: https://learn.microsoft.com/azure/reliability/reliability-spring-apps
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

APPS: Final = LEARN + "reliability/reliability-spring-apps"
SERVICE: Final = "azurerm_spring_cloud_service"
DEPLOYMENTS: Final = tuple(f"azurerm_spring_cloud_{kind}_deployment" for kind in ("java", "container", "build"))
SEVERAL = attribute("instance_count", 1, PROVIDER + "spring_cloud_java_deployment").at_least(2)
ASSOCIATED: Final = {"mysql": "mysql_server_id", "cosmosdb": "cosmosdb_account_id", "redis": "redis_cache_id"}
OVER_ZONES = companions(SERVICE).any(attribute("zone_redundant", False, PROVIDER + "spring_cloud_service").is_true)
KEPT = attribute("persistent_disk.size_in_gb").above(0)


@fact("each of its deployments has two instances or more", remedy="set `instance_count` to 2 or more")
def two_instances(context: Context) -> Value:
    """Whether an instance is left when one fails, whichever of its deployments is the active one."""
    return (companions(*DEPLOYMENTS).any() & ~companions(*DEPLOYMENTS).any(~SEVERAL)).value(context)


SPRING_APP = Profile(
    type="azurerm_spring_cloud_app",
    title="App of Azure Spring Apps with its deployments",
    kind=Kind.WORKLOAD,
    stateful=KEPT,
    needs=(run_time("custom_persistent_disk", "addon_json"),),
    folds=(
        *(Fold(type_, by="spring_cloud_app_id", needs=(run_time("environment_variables", "addon_json"),))
          for type_ in DEPLOYMENTS),
        *(Fold("azurerm_spring_cloud_connection", by="spring_cloud_id", of=type_,
               needs=(run_time("target_resource_id"),)) for type_ in DEPLOYMENTS),
        *(Fold(f"azurerm_spring_cloud_app_{what}_association", by="spring_cloud_app_id", needs=(run_time(named),))
          for what, named in ASSOCIATED.items()),
        Fold("azurerm_spring_cloud_active_deployment", by="spring_cloud_app_id"),
        Fold(SERVICE, by="service_name", forward=True, shared=True),
    ),
    instance=(
        continues("members", "its other instances carry on", when=two_instances, rto="1s-1m", source=APPS),
        recovers("restart", "the service starts an instance again on another machine", rto="1m-15m", source=APPS),
    ),
    zone=(recovers("restart", "the service starts its instances again in another zone", when=OVER_ZONES & ~KEPT,
                   rto="1m-15m", source=APPS),),
)  # fmt: skip

PROFILES: Final = (SPRING_APP,)

__all__ = ["PROFILES"]
