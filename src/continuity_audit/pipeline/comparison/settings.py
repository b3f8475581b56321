"""What a change does to its own judges: the configuration in the tree, suppressions, the baseline and the policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from continuity_audit.config import Config, ConfigError
from continuity_audit.config.file import nearest, unresolved
from continuity_audit.config.keys import FailOn, MinLevel, OnUnknown
from continuity_audit.config.keys import Suppression as Configured
from continuity_audit.config.policy import Requirement, load_policy
from continuity_audit.estate.secrecy import without_logins
from continuity_audit.history import Repository, Snapshot
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.baseline import read_baseline
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.comparison.identity import Identity, matched
from continuity_audit.pipeline.comparison.words import code
from continuity_audit.pipeline.request import Request, RequestError
from continuity_audit.reports import document as d

_OF_NO_GATE: Final = {"format", "output", "report", "quiet", "verbose", "color", "sector", "jobs", "plugin", "currency"}
_ONE_BY_ONE: Final = {"suppressions"}


class Place(Struct, frozen=True):
    """Where the files of both sides stand."""

    repository: Repository
    taken: Snapshot

    def before(self, file: Path) -> Path | None:
        """The file at the base; nothing for a file from outside of the repository."""
        inside = file.resolve()
        if not inside.is_relative_to(self.repository.top):
            return None
        return self.taken.counterpart(inside, self.repository)

    def name(self, file: Path, base: Path) -> str:
        """A file of the repository as reports name it: from the audited folder."""
        return Path(os.path.relpath(file.resolve(), base)).as_posix()


def changes(before: Audit, after: Audit, identity: Identity, place: Place) -> tuple[d.SettingChange, ...]:
    """All of them; what weakens the gate first."""
    request = after.request
    found = [
        *_configuration(request, after, place),
        *_suppressions(before, after, identity),
        *_baseline(request, after, place),
        *_policy(request, after, place),
    ]
    return tuple(sorted(found, key=lambda one: (not one.weakens, one.file or "", one.line or 0, one.text)))


# --- the configuration --------------------------------------------------------------------------------------------


def _configuration(request: Request, after: Audit, place: Place) -> Iterator[d.SettingChange]:
    file = request.configuration
    if file is not None and place.before(file) is None:
        return  # it is given from outside: what the tree holds does not count
    old_file = _configuration_before(request, place)
    named = place.name(file, after.tree.base) if file is not None else None
    if old_file is not None and named is None:
        named = place.name(place.repository.top / old_file.relative_to(place.taken.top), after.tree.base)
    new = unresolved(file) if file is not None else Config()
    try:
        old = unresolved(old_file) if old_file is not None else Config()
    except ConfigError:
        yield d.SettingChange(text="the configuration of the base cannot be used", weakens=False, file=named)
        return
    for key in Config.__struct_fields__:
        was, is_ = getattr(old, key), getattr(new, key)
        if was != is_ and key not in _OF_NO_GATE | _ONE_BY_ONE:
            yield d.SettingChange(text=_words(key, was, is_), weakens=_weakens(key, was, is_), file=named)
    yield from _configured(old.suppressions, new.suppressions, named)


def _configuration_before(request: Request, place: Place) -> Path | None:
    """The configuration that the base had: in the same place, else the nearest one of its tree."""
    if request.configuration is not None:
        same = place.before(request.configuration)
        if same is not None and same.is_file():
            return same
        if request.configuration_is_named:
            return None
    first = next((path for path in request.paths if path.exists()), Path())
    start = place.before(first if first.is_dir() else first.parent)
    return nearest(start, place.taken.top) if start is not None else None


def _words(key: str, was: Any, is_: Any) -> str:
    name = code(key.replace("_", "-"))
    old, new = (_plain(value) for value in (was, is_))
    if len(old) + len(new) > 120:
        return f"{name} is another one"
    return f"{name} goes from {code(old)} to {code(new)}"


def _plain(value: Any) -> str:
    if value is None:
        return "none"
    found = msgspec.to_builtins(value)
    return without_logins(found if isinstance(found, str) else msgspec.json.encode(found).decode())


def _weakens(key: str, was: Any, is_: Any) -> bool:
    """Whether less may fail the gate; of what has no order, that is possible."""
    rank = _RANKS.get(key)
    if rank is not None:
        return rank(is_) < rank(was)
    match key:
        case "ignore" | "exclude":
            return not set(is_) <= set(was)
        case "select":
            return bool(is_) and not (was and set(was) <= set(is_))
        case "policy":
            return was is not None
        case "baseline":
            return is_ is not None
        case _:
            return True


_RANKS: Final[dict[str, Callable[[Any], int]]] = {
    "fail_on": lambda value: [FailOn.NEVER, *list(FailOn)[:-1]].index(value),
    "min_level": lambda value: -1 if value is None else list(MinLevel).index(value),
    "unknown": lambda value: list(OnUnknown).index(value),
    "allow_incomplete": lambda value: -int(value),
}


def _configured(old: Sequence[Configured], new: Sequence[Configured], file: str | None) -> Iterator[d.SettingChange]:
    _, gone, come = matched(old, new, lambda one: one, lambda one: one)
    for one in come:
        yield d.SettingChange(text=f"accepts {_configured_words(one)}", weakens=True, file=file)
    for one in gone:
        yield d.SettingChange(text=f"no longer accepts {_configured_words(one)}", weakens=False, file=file)


def _configured_words(one: Configured) -> str:
    where = " in ".join(code(limit) for limit in (one.component, one.path) if limit)
    until = f" until {one.until}" if one.until else ""
    return f"{one.rule} of {where or 'everything'}{until}: {one.reason}"


# --- suppressions in code -----------------------------------------------------------------------------------------


def _suppressions(before: Audit, after: Audit, identity: Identity) -> Iterator[d.SettingChange]:
    """Those that were written, taken away, or prolonged. That their line moved is no change."""
    pairs, gone, come = matched(
        [one for one in before.suppressions if one.source in ("inline", "annotation")],
        [one for one in after.suppressions if one.source in ("inline", "annotation")],
        lambda one: (
            one.source,
            one.rules,
            identity.file(one.file),
            identity.component(one.component),
        ),
        lambda one: (one.source, one.rules, one.file, one.component),
    )
    for one in come:
        yield _suppression(f"accepts {_named(one)}{_until(one)}: {one.reason or 'no reason given'}", one, weakens=True)
    for one in gone:
        at = f" ({one.file}:{one.line} of the base)"
        yield d.SettingChange(text=f"no longer accepts {_named(one)}{at}", weakens=False)
    for old, new in pairs:
        if old.until != new.until:
            longer = new.until is None or (old.until is not None and new.until > old.until)
            text = f"accepts {_named(new)}{_until(new) or ' for good'}, it was{_until(old) or ' for good'}"
            yield _suppression(text, new, weakens=longer)


def _named(one: Suppression) -> str:
    return ", ".join(one.rules) or "nothing that can be understood"


def _until(one: Suppression) -> str:
    return f" until {one.until}" if one.until else ""


def _suppression(text: str, one: Suppression, *, weakens: bool) -> d.SettingChange:
    return d.SettingChange(text=text, weakens=weakens, file=one.file, line=one.line)


# --- the baseline and the policy ----------------------------------------------------------------------------------


def _baseline(request: Request, after: Audit, place: Place) -> Iterator[d.SettingChange]:
    file = request.baseline
    old = place.before(file) if file is not None else None
    if file is None or old is None:
        return
    try:
        was = read_baseline(old).fingerprints if old.is_file() else frozenset()
    except RequestError:
        was = frozenset()
    is_ = read_baseline(file).fingerprints
    named = place.name(file, after.tree.base)
    if come := len(is_ - was):
        yield d.SettingChange(text=f"adds {_count(come)} to the baseline", weakens=True, file=named)
    if gone := len(was - is_):
        yield d.SettingChange(text=f"takes {_count(gone)} out of the baseline", weakens=False, file=named)


def _count(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"


def _policy(request: Request, after: Audit, place: Place) -> Iterator[d.SettingChange]:
    file = request.policy
    old = place.before(file) if file is not None else None
    if file is None or old is None:
        return
    was, is_ = _requirements(old), _requirements(file)
    named = place.name(file, after.tree.base)
    for id_ in [*was, *(id_ for id_ in is_ if id_ not in was)]:
        if id_ not in is_:
            yield d.SettingChange(text=f"takes out the requirement {code(id_)}", weakens=True, file=named)
        elif id_ not in was:
            yield d.SettingChange(text=f"adds the requirement {code(id_)}", weakens=False, file=named)
        elif was[id_] != is_[id_]:
            yield d.SettingChange(text=f"changes the requirement {code(id_)}", weakens=True, file=named)


def _requirements(file: Path) -> dict[str, Requirement]:
    try:
        return {one.id: one for one in load_policy(file).requirements} if file.is_file() else {}
    except ConfigError:
        return {}
