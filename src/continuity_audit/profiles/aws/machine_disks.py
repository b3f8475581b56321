"""The data disks that the code of an Amazon EC2 machine makes with it, and the copies of them.

A volume of its own (`aws_ebs_volume`) is a component. One that is written inside of a machine, or of the launch
template that it is started from, is judged alike, and makes the machine what holds data.

No data is on the root, which code makes of an image; on instance stores, which are temporary; and on the disks of
groups of machines and of Spot Instances, which get empty ones when they are started again.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html,
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-lifetime.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_hold, all_of, any_of, both, either, equals, negate
from continuity_audit.estate.model import Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.block_storage import DURABILITY, VOLUME
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.elements import Element, each
from continuity_audit.profiles.profile import Claim, recovers
from continuity_audit.profiles.terms import Condition, Context, attribute, every_part, fact, walk

TEMPLATE: Final = "aws_launch_template"
OWN: Final = "ebs_block_device"
MAPPED: Final = "block_device_mappings"
ROOTS: Final = ("/dev/sda1", "/dev/xvda")
"""The names that are reserved for the root, beside those that an image says of itself."""
ROOT_OF_IMAGE: Final = ".root_device_name"
VOLUMES: Final = "volume"


@fact("its device is not the root")
def _beyond_the_root(context: Context) -> Value:
    """Whether the name of a block's device is none of a root."""
    device = context.read("device_name")
    context.note("device_name", device)

    def is_root(name: Value) -> Value:
        if isinstance(name, Unknown):
            return name.key.endswith(ROOT_OF_IMAGE) or _may_be_root(name)
        return name in ROOTS

    return negate(lift(is_root, device))


def _may_be_root(name: Unknown) -> Value:
    return any_of(lambda root=root: equals(name, root) for root in ROOTS)  # type: ignore[misc]


_IS_VOLUME: Final = attribute("ebs").is_set & ~attribute("no_device").is_true & _beyond_the_root
KEPT_IN: Final[Mapping[str, tuple[str, Condition]]] = {
    "aws_instance": (OWN, _beyond_the_root), TEMPLATE: (MAPPED, _IS_VOLUME),
}  # fmt: skip
"""Where code makes the disks of a machine, and which of the blocks there are volumes beside the root."""


def _holders(context: Context) -> Iterator[Resource]:
    """The machine, and the launch template that it is started from."""
    yield context.resource
    yield from (c for c in context.companions if c.type == TEMPLATE)


@fact("it has volumes beside its root", reads=(TEMPLATE,))
def keeps_disks(context: Context) -> Value:
    """Whether code makes volumes with the machine that no image is on."""

    def has_some(holder: Resource) -> Value:
        path, is_volume = KEPT_IN[holder.type]
        return both(_is_there(holder, context), lambda: blocks(path).any(is_volume).value(context.about(holder)))

    return any_of(lambda h=holder: has_some(h) for holder in _holders(context))  # type: ignore[misc]


def _is_there(holder: Resource, context: Context) -> Value:
    return True if holder is context.resource else holder.exists


def _disks(context: Context) -> Iterator[tuple[Resource, Value]]:
    """The volumes of a machine, each told as one of its own, with whether it is there."""
    machine = context.resource
    for holder in _holders(context):
        path, is_volume = KEPT_IN[holder.type]
        for element in each(holder.values.get(path)):
            block = element.value if isinstance(element.value, Mapping) else {}
            about = context.about(holder).afresh().inside(block, "")
            is_kept = is_volume.value(about) if block else True
            volume = {**_volume(block, holder), "tags": _tags(element, holder)}
            there = all_hold(_is_there(holder, context), element.there, is_kept)
            yield replace(machine, type=VOLUME.type, values=volume), there


def _volume(block: Mapping[str, Value], holder: Resource) -> Mapping[str, Value]:
    """A block in the arguments of a volume of its own."""
    told = walk(block, "ebs.0") if holder.type == TEMPLATE else block
    values = told if isinstance(told, Mapping) else {}
    return {**values, "type": values.get("volume_type")}


def _tags(disk: Element, holder: Resource) -> Value:
    """The tags of a volume: those of its block, else those that the machine or template gives all its volumes."""
    if isinstance(disk.value, Unknown):
        return Unknown(causes_of(disk.value), f"{key_of(disk.value)}.tags")
    own = walk(disk.value, "tags")
    return own if own is not None else _tags_of_all(holder)


def _tags_of_all(holder: Resource) -> Value:
    if holder.type != TEMPLATE:
        return holder.values.get("volume_tags")
    specifications = each(holder.values.get("tag_specifications"))
    of_volumes = (s.value for s in specifications if walk(s.value, "resource_type") == VOLUMES)
    return next((walk(specification, "tags") for specification in of_volumes), None)


def _of_each(condition: Condition) -> Condition:
    """The condition on each of the volumes that the machine is made with."""

    reads = tuple(dict.fromkeys(kind for part in every_part(condition) for kind in getattr(part, "reads", ())))

    @fact(f"for each of its volumes {condition}", reads=(TEMPLATE, *reads), remedy=condition.remedy())
    def covered(context: Context) -> Value:
        return all_of(
            lambda d=disk, t=there: either(  # type: ignore[misc]
                negate(t), lambda: condition.value(replace(context.about(d), companions=(context.resource,)))
            )
            for disk, there in _disks(context)
        )

    return covered


def of_disks(scenario: Scenario) -> tuple[Claim, ...]:
    """The rungs of a volume of its own, for those of a machine."""
    return tuple(replace(claim, when=keeps_disks & _of_each(claim.when)) for claim in VOLUME.ladder(scenario))


NO_DISKS: Final = ~keeps_disks
"""Others carry on with the requests of a machine, not with what is on its disks."""
OUTLIVES: Final = recovers("redeploy", "its volumes outlive the host, and it is started again with them on another",
                           when=keeps_disks, rto="15m-2h", source=DURABILITY)  # fmt: skip

__all__ = ["NO_DISKS", "OUTLIVES", "TEMPLATE", "keeps_disks", "of_disks"]
