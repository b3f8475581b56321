"""What Application Auto Scaling keeps of a service of AWS: the minimum of its target owns the count.

Source: https://docs.aws.amazon.com/autoscaling/application/userguide/what-is-application-auto-scaling.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.spelling import spelling
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Fold
from continuity_audit.profiles.references import mentioned
from continuity_audit.profiles.terms import attribute

SCALED: Final = "aws_appautoscaling_target"


def scaled_by_target(kind: str, namespace: str, *, place: int = 1) -> Fold:
    """The scaling targets of resources of a type: what `resource_id` refers to, or names at a place of its path.

    ``namespace`` is the `service_namespace`, such as ``appstream`` with `resource_id` ``fleet/NAME``.
    """

    def scaled(target: Resource, estate: Estate) -> Iterator[Resource]:
        if target.values.get("service_namespace") != namespace:
            return
        found = [r for r in mentioned(target, "resource_id", estate) if r.type == kind]
        path = spelling(target.values.get("resource_id")).split("/")
        if not found and len(path) > place:
            found = [r for r in estate.of_type(kind) if _is_called(r, path[place]) and r.root == target.root]
        yield from found

    return Fold(SCALED, match=scaled)


def _is_called(resource: Resource, name: str) -> bool:
    return resource.values.get("name") == name


SCALED_LOW = companions(SCALED).any(~attribute("min_capacity").at_least(2))
"""Whether scaling may leave a single one."""
SCALED_HIGH = companions(SCALED).any(attribute("min_capacity").at_least(2)) & ~SCALED_LOW
"""Whether scaling keeps two or more, whatever the count was at first."""
