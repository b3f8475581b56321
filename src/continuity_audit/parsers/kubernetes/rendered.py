"""What rendering an overlay comes to: its objects, and what could not be had of them."""

from __future__ import annotations

from msgspec import Struct, field

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.parsers.kubernetes.things import Thing
from continuity_audit.parsers.reading import Missing


class Rendering(Struct):
    """The objects of an overlay, and what could not be had of them."""

    things: list[Thing] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    taught: list[Missing] = field(default_factory=list)
    """What is kept elsewhere, or would be run, and known here, but not to Kustomize itself, where that renders."""
    files: dict[str, None] = field(default_factory=dict)
    """All that it is made of, kustomizations too."""
    left: dict[str, None] = field(default_factory=dict)
    """What only Kustomize itself can render: ``vars in base/kustomization.yaml``."""
