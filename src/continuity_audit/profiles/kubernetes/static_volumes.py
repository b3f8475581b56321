"""Volumes that are there before they are claimed, and the claims that get one of them by what they ask for.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from continuity_audit.estate.documents import elements
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.objects import matches, objects
from continuity_audit.profiles.kubernetes.pods import labels_of, text
from continuity_audit.profiles.kubernetes.storage_classes import reach_of_volume
from continuity_audit.profiles.terms import walk

VOLUME: Final = "PersistentVolume"
_QUANTITY: Final = pattern(r"([0-9.]+)([kKMGTPE]i?)?")
_POWERS: Final = ("", "K", "M", "G", "T", "P", "E")


def volume_for(spec: Mapping[str, Value], named: Value, near: Resource, estate: Estate) -> Resource | None:
    """The volume of the code that a claim gets which names a class, but no volume; none where none of them fits it.

    Where several fit, the one that outlives least: which of them it gets is not said.
    """
    if named is None or isinstance(named, Unknown):
        return None
    kind = text(named)
    free = objects(estate).remember(("free volumes", near.root, kind), lambda: _free(kind, near, estate))
    return next((volume for volume in free if _fits(volume, spec)), None)


def _free(kind: str, near: Resource, estate: Estate) -> list[Resource]:
    """The nearest volumes of a class that are kept for no claim, those first that outlive least."""
    index = objects(estate)
    found = index.remember(("free volumes", kind), lambda: [v for v in index.of(VOLUME) if _is_free(v, kind)])
    return sorted(index.nearest_of(found, near), key=lambda volume: (reach_of_volume(volume), volume.id))


def _is_free(volume: Resource, named: str) -> bool:
    """Whether a volume is of a class, and kept for no claim."""
    return text(walk(volume.values, "spec.storageClassName")) == named and not walk(volume.values, "spec.claimRef")


def _fits(volume: Resource, spec: Mapping[str, Value]) -> bool:
    """Whether a volume has the labels, the modes and the size that a claim asks for."""
    selector = spec.get("selector")
    if isinstance(selector, Mapping) and not matches(selector, labels_of(volume)):
        return False
    modes = {text(mode) for mode in elements(spec.get("accessModes"))}
    if not modes <= {text(mode) for mode in elements(walk(volume.values, "spec.accessModes"))}:
        return False
    asked = _bytes(walk(spec, "resources.requests.storage"))
    there = _bytes(walk(volume.values, "spec.capacity.storage"))
    return asked is None or there is None or asked <= there


def _bytes(quantity: Value) -> Decimal | None:
    """A quantity such as ``10Gi`` in bytes; ``None`` where it is none that is known."""
    found = _QUANTITY.fullmatch(text(quantity))
    if found is None or found[1].count(".") > 1 or not found[1].strip("."):
        return None
    suffix = found[2] or ""
    base = Decimal(1024 if suffix.endswith("i") else 1000)
    times: Decimal = base ** _POWERS.index(suffix.removesuffix("i").upper())
    return Decimal(found[1]) * times
