"""Which of several resources lies nearest to another one, by the folders that they are read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from continuity_audit.estate.model import Resource


def nearest(candidates: Iterable[Resource], near: Resource) -> list[Resource]:
    """Those of the same root, else those whose folders share most of the way with it."""
    shared: dict[int, list[Resource]] = defaultdict(list)
    own = _steps(near.root)
    for candidate in candidates:
        shared[_common(own, _steps(candidate.root), candidate.root == near.root)].append(candidate)
    return shared[max(shared)] if shared else []


def _steps(root: str) -> list[str]:
    return [step for step in root.split("/") if step != "."]


def _common(left: Sequence[str], right: Sequence[str], same: bool) -> int:
    if same:
        return len(left) + 1
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
