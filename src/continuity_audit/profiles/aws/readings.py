"""What arguments of AWS name besides what they refer to: addresses, hosts of Cloud Map and records, parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.spelling import as_spelled, spelling
from continuity_audit.profiles.addresses import Reading, bearing, stated, stating
from continuity_audit.profiles.aws.addresses import FORMS
from continuity_audit.profiles.aws.cluster_machines import USER_DATA, as_read
from continuity_audit.profiles.aws.discovery import discovered
from continuity_audit.profiles.aws.records import recorded
from continuity_audit.profiles.named_settings import settings_of
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.references import every

GIVEN: Final = "valueFrom"
"""Where a container says which parameter or secret it is given: an ARN, or a parameter's name in the same region."""


def _parameters(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The parameters that containers are given by a plain name."""
    for setting, value in settings_of(holder, argument, estate):
        for leaf in every(value) if setting == GIVEN else ():
            name = spelling(leaf)
            if name and not name.startswith("arn:"):
                yield from bearing(
                    name, {"aws_ssm_parameter": "name"}, holder, estate,
                    lambda found: in_another_region(holder, found) is not True,
                )  # fmt: skip


def _at_start(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """What the addresses name that machines are told in Base64 for their start."""
    for leaf in every(holder.values, argument) if argument in USER_DATA else ():
        yield from stated(as_spelled(as_read(leaf)), FORMS, holder, estate)


READINGS: Final[tuple[Reading, ...]] = (stating(FORMS), _parameters, _at_start, discovered, recorded)

__all__ = ["READINGS"]
