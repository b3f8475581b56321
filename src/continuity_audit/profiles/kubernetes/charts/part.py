"""How a chart is described: its workloads, each with the paths of the values that switch and size it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from continuity_audit.estate.values import Unknown, Value


class Scaler(Struct, frozen=True):
    """An autoscaler that decides on the members where it is on: the paths of its switch and of its minimum."""

    switch: str
    minimum: str
    on_by_default: bool = False
    by_default: int = 1


def scaled_by(block: str, by_default: int = 1, *, on_by_default: bool = False) -> tuple[Scaler, ...]:
    """The usual block of an autoscaler, with ``enabled`` and ``minReplicas``."""
    return (Scaler(f"{block}.enabled", f"{block}.minReplicas", on_by_default, by_default),)


class Switch(Struct, frozen=True):
    """A value that is true, or with ``among`` one of some choices; its default is none of them."""

    path: str
    by_default: bool | str = False
    among: tuple[str, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """One workload of a chart. Paths are those of values; an empty one means that no value decides."""

    name: str
    on: str = ""
    """The switch of the part, or with ``among`` the choice that has it."""
    on_by_default: bool | str = True
    among: tuple[str, ...] = ()
    """The choices at ``on`` that have the part, where it is no switch; of a list, one of its elements has to be."""
    unless: tuple[str, ...] = ()
    """Switches, off by default, each of which takes the part away."""
    also: tuple[Switch, ...] = ()
    """What else has to be so for the part to be there."""
    replicas: str = ""
    """The number of members; the default where no value decides."""
    by_default: int = 1
    least: int = 2
    """How many members it takes for the others to carry on without one: three where a majority decides."""
    agreeing: str = ""
    """The value that says how many members have to agree on one that takes over."""
    agreeing_by_default: int = 2
    if_true: str = ""
    """A switch without which further members do not take over."""
    if_true_by_default: bool = False
    least_otherwise: int = 0
    """How many members do take over without that switch; 0 where none does."""
    scalers: tuple[Scaler, ...] = ()
    votes_besides: Switch | None = None
    """What adds one that votes with them, in any zone: the majority may go with that."""
    any_may_go: bool = True
    """Whether all that a zone holds of an even spread may go; of drives with parity, it hangs on how many there are."""
    daemon: bool = False
    """It is a DaemonSet, with a member on every node."""
    kind: str = ""
    """The value that may make it a DaemonSet, written so or all in small letters."""
    kind_by_default: str = "Deployment"
    volume: str = ""
    """The switch of its persistent volume, or the block that describes one."""
    volume_by_default: bool = False
    storage_class: str = ""
    claim: str = ""
    """The value that names a claim which is there already: all members mount that one, and the chart makes none."""
    modes: str = ""
    """The access modes of the one claim that the chart makes for all members; empty where each gets its own."""
    modes_by_default: str = "ReadWriteOnce"
    own_claims: tuple[Switch, ...] = ()
    """What makes the chart give each member a claim of its own instead."""
    source: str = ""
    """Of a volume that persists without a claim: what it is in a pod, such as ``nfs``."""
    words: str = ""
    """The block that describes such a volume."""
    cache: bool = False
    """Its volume holds nothing that must survive."""
    pods: str | None = ""
    """The block that holds ``affinity`` and ``topologySpreadConstraints`` of its pods; ``None`` where none does."""
    pods_otherwise: str | None = None
    """The block that holds for all pods what that block does not say; ``None`` where none does."""
    spread: str = ""
    """The path of ``topologySpreadConstraints`` where they stand elsewhere."""
    apart: tuple[Switch, ...] = ()
    """The values that together keep members in different zones, where the chart has words of its own for that."""


class Store(Struct, frozen=True):
    """Where a chart keeps the backups that it schedules: a bucket, in words that may be open."""

    path: str
    """The value that has them made."""
    there: Value
    """Whether they are made."""
    bucket: str
    region: Value = None
    endpoint: Value = None


class Chart(Struct, frozen=True):
    """A chart by its name and what the addresses of its publisher have in them, with the page of its values."""

    name: str
    publishers: tuple[str, ...]
    source: str
    parts: tuple[Part, ...] = ()
    """Its workloads. A chart without any, and without ``workloads``, runs nothing: it brings definitions or rules."""
    since: str = ""
    """The first version that has these values and defaults; earlier ones are another entry, or not known."""
    needs_address: bool = False
    """Others use its name too: it is known only where the release says where it comes from."""
    workloads: Callable[[Mapping[str, Value], str], tuple[Part, ...] | Unknown] | None = None
    """What tells its workloads where its values describe them, given the version; open where those values are."""
    stores: Callable[[Mapping[str, Value]], Iterator[Store]] | None = None
    """What tells where it keeps the backups that its values schedule."""
