"""The estate as nested domains of failure, and what happens when one of them that has a name is gone."""

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec import Struct

from continuity_audit.reports.document import ComponentEntry, ScenarioName
from continuity_audit.reports.story import Fate, Scene, scene_of

MOST_NAMED = 12
"""Domains of a kind that can be chosen by name: those with most components."""

_SOME_ACCOUNT = "Account (not named in code)"
_NO_REGION = "Global, or no region in code"
_ZONES = ("In one zone", "Across zones", "Zones not stated")


class Domain(Struct, frozen=True):
    """A region or an account by its name, and the scene once it is gone."""

    name: str
    members: int
    """Components that the code places in it."""
    scene: Scene


class Region(Struct, frozen=True):
    """The components of a region, or of several together, by how far they spread over zones."""

    title: str
    names: tuple[str, ...]
    spread: dict[str, list[ComponentEntry]]


class Account(Struct, frozen=True):
    """An account with its regions."""

    title: str
    name: str | None
    regions: dict[str, Region]


def nested(components: Iterable[ComponentEntry]) -> list[Account]:
    """Account, then region, then how far over zones: the domains in which components fail together."""
    accounts: dict[str, Account] = {}
    for component in sorted(components, key=_order):
        at = component.placement
        account, region, zones = _titles(component)
        inner = accounts.setdefault(account, Account(account, at.account, {})).regions
        spread = inner.setdefault(region, Region(region, at.regions, {})).spread
        spread.setdefault(zones, []).append(component)
    return list(accounts.values())


def named_domains(scenes: Iterable[Scene]) -> dict[ScenarioName, tuple[Domain, ...]]:
    """The regions and accounts that have names, where there are several to tell apart."""
    found: dict[ScenarioName, tuple[Domain, ...]] = {}
    for scene in scenes:
        members = Counter(name for fate in scene.fates() for name in _names(scene.scenario, fate.component))
        if len(members) > 1:
            largest = sorted(members.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMED]
            found[scene.scenario] = tuple(Domain(name, count, _without(scene, name)) for name, count in largest)
    return found


def _without(scene: Scene, domain: str) -> Scene:
    """The scene when only this domain is gone; what the code places nowhere is counted as if it stood in it."""

    def hit(component: ComponentEntry) -> bool:
        names = _names(scene.scenario, component)
        return not names or domain in names

    return scene_of(scene.scenario, (_spared(fate, hit(fate.component), hit) for fate in scene.fates()))


def _spared(fate: Fate, own: bool, hit: Callable[[ComponentEntry], bool]) -> Fate:
    if fate.chain and hit(fate.chain[-1]):
        return fate
    outcome = fate.own.outcome if own else "continues"
    return Fate(fate.component, fate.own, outcome, ())


def _names(scenario: ScenarioName, component: ComponentEntry) -> tuple[str, ...]:
    match scenario:
        case "region":
            return component.placement.regions
        case "account" if component.placement.account:
            return (component.placement.account,)
        case _:
            return ()


def _titles(component: ComponentEntry) -> tuple[str, str, str]:
    at = component.placement
    account = f"Account {at.account}" if at.account else _SOME_ACCOUNT
    region = " + ".join(at.regions) or _NO_REGION
    zones = _ZONES[2] if at.zones is None else _ZONES[0] if at.zones <= 1 else _ZONES[1]
    return account, region, zones


def _order(component: ComponentEntry) -> tuple[bool, str, bool, str, int, str]:
    account, region, zones = _titles(component)
    return account == _SOME_ACCOUNT, account, region == _NO_REGION, region, _ZONES.index(zones), component.kind
