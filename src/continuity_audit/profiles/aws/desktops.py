"""Amazon WorkSpaces, desktops of which each is one machine with volumes of its own, and fleets of Amazon AppStream 2.0.

Sources: https://docs.aws.amazon.com/workspaces/latest/adminguide/,
https://docs.aws.amazon.com/appstream2/latest/developerguide/fleet-type.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.scaling import SCALED_HIGH, SCALED_LOW, scaled_by_target
from continuity_audit.profiles.aws.zones import zones
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.terms import attribute

WORKSPACES: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/"
SNAPSHOTS: Final = WORKSPACES + "restore-workspace.html"
ZONES: Final = WORKSPACES + "azs-workspaces.html"

# --- Amazon WorkSpaces --------------------------------------------------------------------------------------------

WORKSPACE = Profile(
    type="aws_workspaces_workspace",
    title="Amazon WorkSpaces desktop",
    kind=Kind.COMPUTE,
    stateful=True,
    names=("tags.Name", "user_name"),
    needs=NEEDS["aws_workspaces_workspace"],
    data=(recovers("restore", "the service takes snapshots of its volumes", rto="30m-4h", rpo="0s-12h",
                   source=SNAPSHOTS),),
    instance=(recovers("restore", "it is rebuilt or restored from the snapshots of its volumes", rto="30m-4h",
                       rpo="0s-12h", source=SNAPSHOTS),),
    zone=(lost("it stands in a subnet of a single zone, and is rebuilt there", source=ZONES),),
)  # fmt: skip

# --- Amazon AppStream 2.0 -----------------------------------------------------------------------------------------

FLEET: Final = "aws_appstream_fleet"
FLEET_TYPES: Final = "https://docs.aws.amazon.com/appstream2/latest/developerguide/fleet-type.html"
FLEET_ZONES: Final = "https://docs.aws.amazon.com/whitepapers/latest/best-practices-for-deploying-amazon-appstream-2/disaster-recovery.html"
ELASTIC = attribute("fleet_type").equals("ELASTIC")
SEVERAL = SCALED_HIGH | (attribute("compute_capacity.desired_instances").at_least(2) & ~SCALED_LOW)
SUBNETS: Final = "vpc_config.subnet_ids"
FLEET_IN_ZONES = zones(SUBNETS)

APPSTREAM_FLEET = Profile(
    type=FLEET,
    title="Amazon AppStream 2.0 fleet",
    kind=Kind.COMPUTE,
    stateful=False,
    zones=FLEET_IN_ZONES,
    needs=NEEDS[FLEET],
    reads=ROUTES,
    folds=(Fold("aws_appstream_fleet_stack_association", by="fleet_name"), scaled_by_target(FLEET, "appstream")),
    instance=(
        continues("service", "the service has a pool of machines, and users connect again", when=ELASTIC, rto="1m-5m",
                  source=FLEET_TYPES),
        continues("members", "users connect again to its other machines", when=SEVERAL, rto="1m-5m",
                  source=FLEET_TYPES),
        recovers("restart", "the service starts another machine", rto="5m-30m", source=FLEET_TYPES),
    ),
    zone=(recovers("restart", "the service starts machines in its other zones, and users connect again",
                   when=~attribute(SUBNETS).is_set | FLEET_IN_ZONES.at_least(2), rto="5m-1h", source=FLEET_ZONES),),
)  # fmt: skip

PROFILES = (WORKSPACE, APPSTREAM_FLEET)
