"""What data sources of AWS look for by tags: the one resource that bears them, or every one that does.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/subnets
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.merged import stated_under
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.shared_names import over_roots, tells
from continuity_audit.estate.values import SetValue, Unknown, Value

LISTING: Final[Mapping[str, str]] = {"aws_subnets": "aws_subnet", "aws_subnet_ids": "aws_subnet"}
"""Data sources that list the ids of all that bear some tags, with the type of these."""
OF_OTHERS: Final = frozenset({"aws_ami"})
"""What is looked up by tags and is as a rule made outside of the code."""
TAG: Final = "tag:"
FILTERED: Final[Mapping[str, str]] = {
    "vpc-id": "vpc_id", "availability-zone": "availability_zone", "availability-zone-id": "availability_zone_id",
}  # fmt: skip
"""Filters by what an argument of the resource says."""
BY_TAGS: Final = frozenset({"tags", "filter"})
"""The argument and the block by which a data source asks for tags."""

Same: TypeAlias = Callable[[Value, Value, Resource], "bool | None"]
"""Whether a value of a data source and one of a resource are the same; ``None`` where that is open."""


class Wanted(Struct, frozen=True):
    """What a data source asks for: values of tags, and of arguments; of several values one is enough."""

    tags: Mapping[str, tuple[Value, ...]]
    arguments: Mapping[str, tuple[Value, ...]]
    is_open: bool = False
    """Whether it asks for more than that."""


def wanted_by(source: Resource) -> Wanted | None:
    """What a data source asks for; nothing where it asks for no tag, or code leaves open for which."""
    if not source.type.startswith("aws_") or source.type in OF_OTHERS:
        return None
    given, filters = unmark(source.values.get("tags") or {}), unmark(source.values.get("filter") or ())
    if not isinstance(given, Mapping) or not isinstance(filters, tuple):
        return None
    tags: dict[str, tuple[Value, ...]] = {key: (unmark(value),) for key, value in given.items()}
    arguments: dict[str, tuple[Value, ...]] = {}
    is_open = False
    for block in filters:
        name = unmark(block.get("name")) if isinstance(block, Mapping) else None
        if not isinstance(block, Mapping) or not isinstance(name, str):
            return None
        values = _elements(block.get("values"))
        if name.startswith(TAG):
            tags[name.removeprefix(TAG)] = values
        elif name in FILTERED:
            arguments[FILTERED[name]] = values
        else:
            is_open = is_open or name != "state"
    for argument in FILTERED.values():
        if (value := source.values.get(argument)) is not None:
            arguments[argument] = (value,)
    return Wanted(tags, arguments, is_open) if tags else None


def bearing(wanted: Wanted, resources: Iterable[Resource], source: Resource, same: Same) -> tuple[Resource, ...]:
    """The one resource that bears the tags; nothing where another of the root may bear them as well."""
    told = [(r, _bears(wanted, r, source)) for r in resources]
    told = [(r, bears) for r, bears in told if bears is not False and _fits(wanted, r, same) is not False]
    found = _nearest([r for r, bears in told if bears], source)
    rivals = [r for r, bears in told if bears is None and r.root == source.root]
    return found if len(found) == 1 and not rivals else ()


def all_bearing(wanted: Wanted, resources: Iterable[Resource], source: Resource, same: Same) -> tuple[Resource, ...]:
    """Every resource that bears the tags; nothing where code leaves open which ones do."""
    if wanted.is_open:
        return ()
    told = [
        (r, _both(True if r.exists is True else None, _bears(wanted, r, source), _fits(wanted, r, same)))
        for r in resources
    ]
    if any(bears is None for _, bears in told):
        return ()
    return _nearest([r for r, bears in told if bears], source)


def _nearest(found: Sequence[Resource], source: Resource) -> tuple[Resource, ...]:
    """Those of the root of the data source, or else of the one other root that has any."""
    own = tuple(r for r in found if r.root == source.root)
    return own or (tuple(found) if len({r.root for r in found}) == 1 else ())


def _bears(wanted: Wanted, resource: Resource, source: Resource) -> bool | None:
    """Whether a resource bears all the tags, of its own or from its provider; ``None`` where that is open."""
    own, default = unmark(resource.values.get("tags") or {}), unmark(resource.provider.tags or {})

    if not isinstance(own, Mapping | Unknown) or not isinstance(default, Mapping | Unknown):
        return None

    def borne(key: str) -> Value:
        worth = unmark(stated_under(own, key))
        return unmark(stated_under(default, key)) if worth is None else worth

    return _both(*(_any(_alike(v, borne(key), resource, source) for v in values)
                   for key, values in wanted.tags.items()))  # fmt: skip


def _alike(asked: Value, borne: Value, resource: Resource, source: Resource) -> bool | None:
    """Whether a tag has a value that is asked for, in which ``*`` and ``?`` stand for other signs."""
    match asked, borne:
        case _, None:
            return False
        case str(), str():
            pattern = re.escape(asked).replace(r"\*", ".*").replace(r"\?", ".")
            return re.fullmatch(pattern, borne, re.DOTALL) is not None
        case Unknown(), Unknown():
            if resource.root == source.root and key_of(asked) == key_of(borne):
                return True
            names = [over_roots(value.text) if value.text else "" for value in (asked, borne)]
            return True if names[0] == names[1] and names[0] and tells(names[0]) else None
        case _:
            return None


def _fits(wanted: Wanted, resource: Resource, same: Same) -> bool | None:
    """Whether a resource has the arguments that are asked for."""
    return _both(
        *(_any(same(v, resource.values.get(argument), resource) for v in values)
          for argument, values in wanted.arguments.items())
    )  # fmt: skip


def _elements(value: Value) -> tuple[Value, ...]:
    plain = unmark(value)
    elements = plain.elements if isinstance(plain, SetValue) else plain
    return tuple(map(unmark, elements)) if isinstance(elements, tuple) else (plain,)


def _both(*truths: bool | None) -> bool | None:
    return False if False in truths else None if None in truths else True


def _any(truths: Iterator[bool | None]) -> bool | None:
    found = tuple(truths)
    return True if True in found else None if None in found else False


__all__ = ["BY_TAGS", "LISTING", "all_bearing", "bearing", "wanted_by"]
