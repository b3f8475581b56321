"""The hosts that records of Amazon Route 53 give: whoever is told one by its text is led to where the record leads.

Sources: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-shared.html,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_record
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.shared_names import over_roots
from continuity_audit.estate.spelling import LONGEST, MARK, OPEN_PART, spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import closest
from continuity_audit.profiles.hosts import names_a_host
from continuity_audit.profiles.named_settings import settings_of
from continuity_audit.profiles.references import every, inside

RECORD: Final = "aws_route53_record"
ZONE: Final = "aws_route53_zone"

_WORD: Final = pattern(rf"(?:[^\0\s\"'<>|,;=()\[\]{{}}\\]|{OPEN_PART})+")
_HOST: Final = rf"((?:[\w.-]|{OPEN_PART})+?)\.?"
_ALONE: Final = pattern(_HOST)
_IN_ADDRESS: Final = pattern(rf"(?:.*//(?:.*@)?{_HOST}(?:[:/?].*)?|(?:.*@)?{_HOST}:\d+(?:[/?].*)?)")
"""A host in a URL, or with a port; what stands alone may as well be the domain of a mail address or of a site."""


@once
def _recorded(estate: Estate) -> Mapping[str, Sequence[Resource]]:
    """The records by the hosts that they give, as all roots spell these."""
    found: dict[str, dict[str, Resource]] = defaultdict(dict)
    for record in estate.of_type(RECORD):
        for host in _hosts_of(record, estate):
            found[over_roots(host)][record.id] = record
    return {host: tuple(records.values()) for host, records in found.items()}


@once
def _in_open_zones(estate: Estate) -> Mapping[tuple[str, str], Sequence[Resource]]:
    """The records of zones of which no domain is told, by their root and their name below the zone."""
    found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for record in estate.of_type(RECORD):
        zones = leaves(unmark(record.values.get("zone_id")))
        if any(isinstance(zone, Unknown) for zone in zones) and not _domains_of(record, estate):
            for name in _texts(record.values.get("name")):
                found[record.root, _OF_ZONE.sub("", name)].append(record)
    return found


def _domains_of(record: Resource, estate: Estate) -> set[str]:
    """The domains of the zones that a record may be in."""
    value = record.values.get("zone_id")
    zones = estate.named(value, ZONE, near=record) or estate.asking(unmark(value), ZONE, near=record)
    return {domain for zone in zones for domain in _texts(zone.values.get("name"))}


def _hosts_of(record: Resource, estate: Estate) -> Iterator[str]:
    """The hosts that a record gives: its name where that ends in the zone's, else below the zone."""
    domains = _domains_of(record, estate)
    for name in _texts(record.values.get("name")):
        within = any(f".{name}".endswith(f".{domain}") for domain in domains)
        open_end = name.endswith(MARK) or any(MARK in domain for domain in domains)
        if within or not domains or open_end:
            yield from [name] if "." in name or MARK in name else []
        if not within:
            yield from (f"{name}.{domain}" for domain in domains)


def _texts(value: Value) -> Iterator[str]:
    """What a text may be, as it is spelled, without the dot at its end."""
    for leaf in leaves(unmark(value)):
        if isinstance(leaf, str | Unknown) and (text := spelling(leaf).lower().rstrip(".")):
            yield text


def recorded(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The records whose hosts an argument tells: in an address, alone, or in a setting that says it is a host."""
    if not _recorded(estate) and not _in_open_zones(estate):
        return
    value = holder.values.get(argument)
    for leaf in inside(value):
        for word in _WORD.findall(spelling(leaf)) if isinstance(leaf, str | Unknown) else ():
            if len(word) <= LONGEST and (found := _IN_ADDRESS.fullmatch(word)):
                yield from giving(found[1] or found[2], holder, estate)
    alone = [("", value), *((n, v) for n, v in settings_of(holder, argument, estate) if names_a_host(n))]
    for _, told in alone:
        for leaf in every(told):
            for host in spelling(leaf).split(",") if isinstance(leaf, str | Unknown) else ():
                if found := _ALONE.fullmatch(host.strip()):
                    yield from giving(found[1], holder, estate)


def giving(host: str, holder: Resource, estate: Estate) -> Sequence[Resource]:
    """The records that give a host, of one root; none where they share requests out, so that one is enough."""
    found = closest(host, _recorded(estate).get(over_roots(host), ()), holder) or _below_open_zone(host, holder, estate)
    several = len(found) > 1 and any(unmark(record.values.get("set_identifier")) is not None for record in found)
    return () if several or len({record.root for record in found}) > 1 else found


_OF_ZONE: Final = pattern(rf"\.\0[^\0]*\b{ZONE}\.[^\0]*\0$")
"""The domain of the zone itself at the end of a name."""
_PART: Final = pattern(rf"(?:[^.\0]|{OPEN_PART})+")
_OBJECT: Final = pattern(r"(?:data\.|module\.)")


def _below_open_zone(host: str, holder: Resource, estate: Estate) -> Sequence[Resource]:
    """The records of the holder's root that bear a host's first parts, where its domain is as open as their zone's.

    ``"app.${data.terraform_remote_state.dns.outputs.domain}"`` is given by the record ``app`` in the zone
    ``data.terraform_remote_state.dns.outputs.zone_id``.
    """
    known = _in_open_zones(estate)
    ends = [part.end() for part in _PART.finditer(host.lower())] if known and MARK in host else []
    for end in reversed(ends[:-1]):
        domain = host[end + 1 :]
        found = [r for r in known.get((holder.root, host[:end].lower()), ()) if _may_be_of(r, domain)]
        if found:
            return found
    return ()


def _may_be_of(record: Resource, domain: str) -> bool:
    """Whether an open domain may be that of a record's zone: of two data sources or modules one tells both."""
    causes = causes_of(record.values.get("zone_id"))
    if MARK not in domain or any(cause in domain for cause in causes):
        return MARK in domain
    return not (_OBJECT.search(domain) and any(map(_OBJECT.search, causes)))


__all__ = ["RECORD", "giving", "recorded"]
