"""What the generators of an ApplicationSet list: elements, folders and files of the tree, and combinations of them.

Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final, TypeAlias

from msgspec import Struct, field

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.application_templates import Listed, looked_up, normalized, rendered
from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document
from continuity_audit.parsers.kubernetes.names import text_of

MAX_APPLICATIONS: Final = 2_000
"""Applications that one set makes; more are named and not made."""
MAX_LISTED: Final = 200_000
"""What generators list for all sets of a tree, combinations of several among it."""


class Folders(Struct, frozen=True):
    """The tree as a generator sees a repository."""

    entries: Callable[[str], tuple[tuple[str, bool], ...]]
    """The names in a folder, sorted, each with whether it is a folder itself."""
    text: Callable[[str], bytes | None]
    """The bytes of a file."""
    left: list[int] = field(default_factory=lambda: [MAX_LISTED])
    """So much may still be listed for all sets of the tree, be it selected or not."""


_ListOf: TypeAlias = Callable[[Mapping[str, Value], Folders, str, bool], Iterator["Listed"]]
"""What a generator is told, the tree, the address of its set, and whether that speaks Go's templates."""


class NotListedError(Exception):
    """A generator whose list is not in the code, with what it is."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def listed_by(generator: Mapping[str, Value], folders: Folders, address: str, *, go: bool) -> Iterator[Listed]:
    """The parameters of each Application that a generator makes.

    Raises:
        NotListedError: they are not in the code, not even as those of clusters that are open.
    """
    for kind, list_of in _GENERATORS.items():
        if kind in generator:
            said = entries(generator[kind])
            for listed in list_of(said, folders, address, go):
                folders.left[0] -= 1
                if folders.left[0] < 0:
                    raise NotListedError(f"{kind}, beyond the limit of {MAX_LISTED} for all sets")
                if _is_selected(listed, generator.get("selector")):
                    yield _with_values(listed, said, address)
            return
    raise NotListedError(next((kind for kind in generator if kind not in ("selector", "template")), "generators"))


def _with_values(listed: Listed, said: Mapping[str, Value], address: str) -> Listed:
    values = entries(said.get("values"))
    if not values:
        return listed
    filled = {key: rendered(value, listed, address) for key, value in values.items()}
    return Listed({**listed.given, "values": {**entries(listed.given.get("values")), **filled}}, listed.open, listed.go)


def _is_selected(listed: Listed, selector: Value) -> bool:
    """Whether a selector takes what is listed; what is open may be taken."""
    for key, value in entries(entries(selector).get("matchLabels")).items():
        found = _worth(listed, key)
        if found is not None and found != text_of(value):
            return False
    for expression in elements(entries(selector).get("matchExpressions")):
        said = entries(expression)
        found = _worth(listed, text_of(said.get("key")))
        values = [text_of(value) for value in elements(said.get("values"))]
        operator = said.get("operator")
        if found is not None and operator in ("In", "NotIn") and (found in values) != (operator == "In"):
            return False
    return True


def _worth(listed: Listed, key: str) -> str | None:
    held: Value = listed.given.get(key)
    if held is None:
        held = listed.given
        for step in key.split("."):
            held = held.get(step) if isinstance(held, Mapping) else None
    return text_of(held) if isinstance(held, str | bool | int) else None


# --- elements and clusters ----------------------------------------------------------------------------------------


def _of_list(said: Mapping[str, Value], folders: Folders, address: str, go: bool) -> Iterator[Listed]:
    if "elementsYaml" in said or not isinstance(said.get("elements"), tuple):
        raise NotListedError("list")
    for element in elements(said["elements"]):
        yield Listed(entries(element), go=go)


def _open(kind: str) -> _ListOf:
    """What lists something that the code does not hold, and gives parameters by names of its own."""

    def list_of(said: Mapping[str, Value], folders: Folders, address: str, go: bool) -> Iterator[Listed]:
        yield Listed({}, f"{address} ({kind})", go)

    return list_of


# --- folders and files of the tree --------------------------------------------------------------------------------


def _of_git(said: Mapping[str, Value], folders: Folders, address: str, go: bool) -> Iterator[Listed]:
    prefix = text_of(said.get("pathParamPrefix"))
    for what, list_of in (("directories", _of_directories), ("files", _of_files)):
        if isinstance(told := said.get(what), tuple):
            paths = [(text_of(entries(entry).get("path")), entries(entry).get("exclude") is True) for entry in told]
            found = list(list_of(paths, folders, prefix, go))
            if not found:  # another repository, or a tree that is not audited from its top
                raise NotListedError(f"git.{what}")
            yield from found
            return
    raise NotListedError("git")


def _of_directories(paths: Sequence[tuple[str, bool]], folders: Folders, prefix: str, go: bool) -> Iterator[Listed]:
    left_out = [path for path, excluded in paths if excluded]
    found = {path for wanted, excluded in paths if not excluded for path in _found(wanted, folders, is_folder=True)}
    for path in sorted(found):
        if not any(_is_like(path, pattern) for pattern in left_out):
            yield Listed(_of_path(path, "", prefix, go), go=go)


def _of_files(paths: Sequence[tuple[str, bool]], folders: Folders, prefix: str, go: bool) -> Iterator[Listed]:
    left_out = [path for path, excluded in paths if excluded]
    found = {path for wanted, excluded in paths if not excluded for path in _found(wanted, folders, is_folder=False)}
    for file in sorted(found):
        if any(_is_like(file, pattern) for pattern in left_out):
            continue
        held = _content(folders.text(file))
        for each in held if isinstance(held, tuple) else (held,):
            yield Listed({**entries(each), **_of_path(posixpath.dirname(file), file, prefix, go)}, go=go)


def _of_path(folder: str, file: str, prefix: str, go: bool) -> Mapping[str, Value]:
    base, segments = posixpath.basename(folder), tuple(folder.split("/"))
    name = posixpath.basename(file)
    parts: dict[str, Value] = {
        "basename": base, "basenameNormalized": normalized(base),
        **({"filename": name, "filenameNormalized": normalized(name)} if file else {}),
    }  # fmt: skip
    if go:
        held: dict[str, Value] = {"path": {"path": folder, "segments": segments, **parts}}
        return {prefix: held} if prefix else held
    start = f"{prefix}.path" if prefix else "path"
    numbered = {f"{start}[{i}]": segment for i, segment in enumerate(segments)}
    return {start: folder, **{f"{start}.{key}": value for key, value in parts.items()}, **numbered}


def _content(text: bytes | None) -> Value:
    """What a file of YAML or JSON holds; nothing where it is none."""
    try:
        documents = [read_document(chunk).value for chunk in chunks((text or b"").decode())]
    except (UnreadableError, CustomTagError, UnicodeDecodeError):
        return None
    return documents[0] if documents else None


def _is_like(path: str, wanted: str) -> bool:
    """Whether a path is like a pattern, in which a star stands for no slash and two stars for any folders."""
    steps = wanted.strip("/").split("/")
    reached = _with_none(frozenset({0}), steps)
    for name in path.split("/"):
        reached = _after(name, reached, steps)
    return len(steps) in reached


def _found(wanted: str, folders: Folders, *, is_folder: bool) -> Iterator[str]:
    """The folders or files of the tree that are like a pattern; those whose names begin with a dot are none of them."""
    steps = wanted.strip("/").split("/")
    if steps[-1] == "**":
        steps.append("*")
    yield from _walk("", _with_none(frozenset({0}), steps), steps, folders, is_folder)


def _walk(above: str, reached: frozenset[int], steps: list[str], folders: Folders, is_folder: bool) -> Iterator[str]:
    said = any(steps[at].startswith(".") for at in reached if at < len(steps))
    for name, inner in folders.entries(above):
        after = _after(name, reached, steps) if said or not name.startswith(".") else frozenset[int]()
        path = posixpath.join(above, name)
        if len(steps) in after and inner == is_folder:
            yield path
        if inner and after - {len(steps)}:
            yield from _walk(path, after, steps, folders, is_folder)


def _after(name: str, reached: frozenset[int], steps: list[str]) -> frozenset[int]:
    """Up to which steps of a pattern a path may have come, with one name more."""
    stay = {at for at in reached if at < len(steps) and steps[at] == "**"}
    on = {at + 1 for at in reached - stay if at < len(steps) and fnmatchcase(name, steps[at])}
    return _with_none(frozenset(stay | on), steps)


def _with_none(reached: frozenset[int], steps: list[str]) -> frozenset[int]:
    """The same, with the steps behind two stars that stand for no folder."""
    found = set(reached)
    for at in sorted(reached):
        while at < len(steps) and steps[at] == "**":
            at += 1
            found.add(at)
    return frozenset(found)


# --- combinations -------------------------------------------------------------------------------------------------


def _of_matrix(said: Mapping[str, Value], folders: Folders, address: str, go: bool) -> Iterator[Listed]:
    """Each of the first with each of the second, which may speak of the first."""
    both = elements(said.get("generators"))
    if len(both) != 2:
        raise NotListedError("matrix")
    for one in listed_by(entries(both[0]), folders, address, go=go):
        for other in listed_by(entries(rendered(both[1], one, address)), folders, address, go=go):
            values = {**entries(one.given.get("values")), **entries(other.given.get("values"))}
            given = {**one.given, **other.given, **({"values": values} if values else {})}
            yield Listed(given, one.open or other.open, go)


def _of_merge(said: Mapping[str, Value], folders: Folders, address: str, go: bool) -> Iterator[Listed]:
    """Those of the first, changed by those of the others that agree with them by some keys.

    Which of them change those of clusters that are open is open, and so is what they say.
    """
    first, *others = elements(said.get("generators")) or ({},)
    keys = [text_of(key) for key in elements(said.get("mergeKeys"))]
    changes = [
        list(islice(listed_by(entries(other), folders, address, go=go), MAX_APPLICATIONS)) for other in others
    ]  # fmt: skip
    for one in listed_by(entries(first), folders, address, go=go):
        given = _flat(one.given)
        for each in changes:
            alike = [c for c in each if all(_flat(c.given).get(k) == given.get(k) for k in keys)]
            if one.open or any(change.open for change in each):
                open_keys = {key for change in each for key in _flat(change.given)} - set(keys)
                given = {key: value for key, value in given.items() if key not in open_keys}
            for change in alike[:1]:
                given.update(_flat(change.given))
        opened = one.open or next((change.open for each in changes for change in each if change.open), "")
        yield Listed(_nested(given) if go else given, opened, go)


def _flat(given: Mapping[str, Value], start: str = "") -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in given.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{start}{key}."))
        else:
            found[f"{start}{key}"] = value
    return found


def _nested(flat: Mapping[str, Value]) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for key, value in flat.items():
        *above, last = key.split(".")
        held = found
        for step in above:
            inner = held.get(step)
            held[step] = held = dict(inner) if isinstance(inner, Mapping) else {}
        held[last] = value
    return found


_GENERATORS: Final[Mapping[str, _ListOf]] = {
    "list": _of_list, "git": _of_git, "matrix": _of_matrix, "merge": _of_merge,
    **{kind: _open(kind) for kind in ("clusters", "clusterDecisionResource", "plugin")},
}  # fmt: skip


__all__ = ["Folders", "Listed", "NotListedError", "listed_by", "looked_up"]
