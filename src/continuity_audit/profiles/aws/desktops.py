"""Amazon WorkSpaces: desktops of which each is one machine with volumes of its own.

Sources: https://docs.aws.amazon.com/workspaces/latest/adminguide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.profile import Profile, lost, recovers

WORKSPACES: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/"
SNAPSHOTS: Final = WORKSPACES + "restore-workspace.html"
ZONES: Final = WORKSPACES + "azs-workspaces.html"

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

PROFILES = (WORKSPACE,)
