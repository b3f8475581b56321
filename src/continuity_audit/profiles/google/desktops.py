"""Machines that people work on, each with a disk of its own: Vertex AI Workbench and Cloud Workstations.

Sources: https://docs.cloud.google.com/vertex-ai/docs/workbench/instances/restore,
https://docs.cloud.google.com/workstations/docs/reference/rest/v1/projects.locations.workstationClusters.workstationConfigs
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.google.block_storage import PLACES, SCHEDULES, kept_elsewhere, taken
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.profile import Fold, Profile, lost, recovers
from continuity_audit.profiles.terms import attribute

# --- Workbench ----------------------------------------------------------------------------------------------------

WORKBENCH: Final = "https://docs.cloud.google.com/vertex-ai/docs/workbench/instances/"
POLICIES: Final = "gce_setup.data_disks.resource_policies"
TAKEN = taken(POLICIES)

WORKBENCH_INSTANCE = Profile(
    type="google_workbench_instance",
    title="Vertex AI Workbench instance with its disk",
    kind=Kind.COMPUTE,
    stateful=True,
    component=~attribute("desired_state", "ACTIVE", PROVIDER + "workbench_instance").equals("STOPPED"),
    data=(recovers("restore", "a schedule takes snapshots of its disk", when=TAKEN, rto="10m-4h", rpo="1h-24h",
                   source=SCHEDULES),),
    instance=(recovers("restart", "Compute Engine starts it again on its surviving disk", rto="2m-15m",
                       source=WORKBENCH + "restore"),),
    zone=(
        recovers("restore", "snapshots of its disk are not kept in the zone", when=TAKEN, rto="10m-4h",
                 rpo="1h-24h", source=PLACES),
        lost("its disk stands in a single zone, and nothing takes snapshots of it", source=WORKBENCH + "restore"),
    ),
    region=(recovers("restore", "snapshots of its disk are kept in a multi-region or in another region",
                     when=kept_elsewhere(POLICIES), rto="30m-6h", rpo="1h-24h", source=PLACES),),
)  # fmt: skip

NOTEBOOK = Profile(
    type="google_notebooks_instance",
    title="Vertex AI Workbench user-managed notebook with its disk",
    kind=Kind.COMPUTE,
    stateful=True,
    component=~attribute("desired_state", "ACTIVE", PROVIDER + "notebooks_instance").equals("STOPPED"),
    instance=WORKBENCH_INSTANCE.instance,
    zone=(WORKBENCH_INSTANCE.zone[-1],),
)

# --- Workstations -------------------------------------------------------------------------------------------------

CONFIG: Final = "google_workstations_workstation_config"
WORKSTATIONS: Final = (
    "https://docs.cloud.google.com/workstations/docs/reference/rest/v1/"
    "projects.locations.workstationClusters.workstationConfigs"
)
HOME = companions(CONFIG).any(attribute("persistent_directories").is_set) | ~companions(CONFIG).any()
"""Whether its home directory outlives a session; a configuration that is not in the code is taken to keep it."""

WORKSTATION = Profile(
    type="google_workstations_workstation",
    title="Cloud Workstations workstation with its home directory",
    kind=Kind.COMPUTE,
    stateful=HOME,
    names=("workstation_id", "display_name"),
    folds=(Fold(CONFIG, by="workstation_config_id", forward=True, shared=True),),
    instance=(recovers("restart", "it is started again with its home directory", rto="2m-15m", source=WORKSTATIONS),),
    zone=(recovers("restart", "its home directory lies on a regional disk, with which it is started in another zone",
                   rto="5m-1h", source=WORKSTATIONS),),
)  # fmt: skip

PROFILES: Final = (WORKBENCH_INSTANCE, NOTEBOOK, WORKSTATION)

__all__ = ["PROFILES"]
