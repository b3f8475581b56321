"""Service Fabric clusters, managed or not, whose nodes keep what stateful services hold on disks of their own.

Sources: https://learn.microsoft.com/azure/service-fabric/service-fabric-cluster-capacity,
https://learn.microsoft.com/azure/service-fabric/service-fabric-cross-availability-zones,
https://learn.microsoft.com/azure/service-fabric/overview-managed-cluster
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.profile import Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, attribute

FABRIC: Final = LEARN + "service-fabric/"
CAPACITY: Final = FABRIC + "service-fabric-cluster-capacity"
OVER_ZONES: Final = FABRIC + "service-fabric-cross-availability-zones"
NODES: Final = blocks("node_type")
ADVICE: Final = dict.fromkeys(
    (Scenario.DATA, Scenario.ZONE, Scenario.REGION), "let its backup and restore service copy each stateful service"
)
BY_ITSELF: Final = recovers("restart", "a failed node is started again with its disk", rto="5m-1h", source=CAPACITY)


def _stateful(stateless: str) -> Condition:
    """The condition that stateful services may run on some nodes: on all whose type is not stateless."""
    return NODES.any(~attribute(stateless, False, PROVIDER + "service_fabric_cluster").is_true)


def _primary(primary: str, number: str, further: Condition) -> Condition:
    """The condition that the primary nodes are a quorum of the system's services without one, and fulfil another."""
    return NODES.any(attribute(primary).is_true & attribute(number).at_least(3) & further)


CLUSTER = Profile(
    type="azurerm_service_fabric_cluster",
    title="Service Fabric cluster with what its stateful services hold",
    kind=Kind.CLUSTER,
    stateful=_stateful("is_stateless"),
    instance=(
        continues("failover", "its system services have replicas on other nodes, as stateful services have by default",
                  when=~attribute("reliability_level").equals("None")
                  & _primary("is_primary", "instance_count", attribute("name").is_set),
                  rto="10s-5m", source=CAPACITY),
        BY_ITSELF,
    ),
    zone=(continues("failover", "its primary nodes stand in several zones, and a quorum of its system services goes on",
                    when=attribute("reliability_level").equals("Platinum") & has_zones
                    & _primary("is_primary", "instance_count", attribute("multiple_availability_zones").is_true),
                    rto="10s-5m", source=OVER_ZONES),),
    advice=ADVICE,
)  # fmt: skip

MANAGED_CLUSTER = Profile(
    type="azurerm_service_fabric_managed_cluster",
    title="Service Fabric managed cluster with what its stateful services hold",
    kind=Kind.CLUSTER,
    stateful=_stateful("stateless"),
    instance=(
        continues("failover", "its system services have replicas on other nodes, as stateful services have by default",
                  when=_primary("primary", "vm_instance_count", attribute("name").is_set), rto="10s-5m",
                  source=FABRIC + "overview-managed-cluster"),
        BY_ITSELF,
    ),
    advice=ADVICE,
)  # fmt: skip

PROFILES: Final = (CLUSTER, MANAGED_CLUSTER)

__all__ = ["PROFILES"]
