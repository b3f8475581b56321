"""Readings that are kept between runs: found again where every question that they hung on has the same answer."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Literal, TypeVar
from urllib.parse import quote

import msgspec

from continuity_audit.estate.secrecy import is_secret_name
from continuity_audit.parsers.reading import Inputs, Opened, Reading, Wanted
from continuity_audit.parsers.watching import Question, Record, digest_of
from continuity_audit.pipeline.cache.folder import CacheFolder, place
from continuity_audit.pipeline.cache.packing import CannotBeKept, CannotBeRead, packed, unpacked
from continuity_audit.pipeline.cache.product import fingerprint, looks

VARIANTS: Final = 4
"""So many states of a root are kept: a branch that is left and entered again finds its own."""

SHORT: Final = 6
"""A secret of fewer characters is looked for as a word of its own: as a part of others it would be found everywhere."""


NEVER: Final = "must not be kept"
"""What is found of a root in which a secret stands."""

FACTS: Final = 10_000
"""So many facts are kept, those that were used last."""


class _Variant(msgspec.Struct, frozen=True, array_like=True):
    """One state of a root: the answers that its reading hung on, and the reading; empty where it must not be kept."""

    answers: tuple[tuple[tuple[str, ...], str], ...]
    reading: bytes


_VARIANTS: Final = msgspec.msgpack.Decoder(tuple[_Variant, ...])
_AS_FACTS: Final = msgspec.msgpack.Decoder(dict[str, object])


class Facts:
    """What languages find of the content of files, in one file for all trees."""

    def __init__(self, before: dict[str, object]) -> None:
        self._before = before
        self._used: dict[str, object] = {}
        self.grew = False
        """Whether something was found that was not there before."""

    def get(self, key: Question) -> object:
        """Plain data that was put under a key, or ``None``."""
        name = digest_of(*key)
        found = self._used.get(name, self._before.get(name))
        if found is not None:
            self._used[name] = found
        return found

    def put(self, key: Question, found: object) -> None:
        """Keep plain data under a key that names all that it was made of."""
        self._used[digest_of(*key)] = found
        self.grew = True

    def all(self) -> dict[str, object]:
        """What is to be kept: what was used now, then what was used last."""
        return dict(islice({**self._used, **self._before, **self._used}.items(), FACTS))


class Cache:
    """The readings of the languages that ship with the product; what a plugin reads is its own business."""

    def __init__(self, folder: CacheFolder, base: Path, languages: Collection[str]) -> None:
        self._folder = folder
        self._base = str(base)
        self._product = _product(folder)
        self.languages = languages
        self.facts = Facts(self._kept_facts())

    def find(
        self, language: str, opened: Opened, root: str, inputs: Inputs, wanted: Wanted
    ) -> Reading | Literal["must not be kept"] | None:
        """The reading of a root, where one was kept and all that it hung on is the same."""
        for variant in self._variants(self._name(language, root, inputs, wanted)):
            if all(opened.answer(question, inputs) == answer for question, answer in variant.answers):
                try:
                    return unpacked(variant.reading) if variant.reading else NEVER
                except CannotBeRead:
                    continue
        return None

    def keep(
        self, language: str, root: str, inputs: Inputs, wanted: Wanted, reading: Reading, record: Record
    ) -> None:  # fmt: skip
        """Keep the reading of a root; where a secret stands in it, only that it must not be kept."""
        try:
            made = packed(reading)
        except CannotBeKept:
            made = b""
        if any(_stands_in(made, secret) for secret in record.secrets):
            made = b""
        name = self._name(language, root, inputs, wanted)
        answers = tuple(sorted(record.answers.items()))
        others = [variant for variant in self._variants(name) if variant.answers != answers]
        try:
            content = msgspec.msgpack.encode((_Variant(answers, made), *others[: VARIANTS - 1]))
        except UnicodeEncodeError:
            return
        self._folder.write(name, content)

    def may_hold(self, inputs: Inputs, opened: Opened) -> bool:
        """Whether what is given from outside is fit to be told apart by a digest of it: no secret is."""
        given = {*inputs.variables, *inputs.values}
        return not any(map(is_secret_name, given)) and (not given or given.isdisjoint(opened.secret_variables()))

    def close(self) -> None:
        """Write what was found of the content of files, and remove what is too old or too much."""
        if self.facts.grew:
            self._folder.write(self._name_of_facts(), msgspec.msgpack.encode(self.facts.all()))
        self._folder.sweep()

    def _variants(self, name: str) -> tuple[_Variant, ...]:
        return _decoded(self._folder.read(name), _VARIANTS.decode, ())

    def _kept_facts(self) -> dict[str, object]:
        return _decoded(self._folder.read(self._name_of_facts()), _AS_FACTS.decode, {})

    def _name_of_facts(self) -> str:
        return f"facts-{self._product}"

    def _name(self, language: str, root: str, inputs: Inputs, wanted: Wanted) -> str:
        # Named files are found from the top of the tree; all else is, wherever the tree may lie.
        base = self._base if inputs.variable_files else ""
        return f"root-{digest_of(self._product, base, language, root, repr(inputs), _wanted(wanted))}"


def _product(folder: CacheFolder) -> str:
    """The fingerprint of the product, taken anew where a file of it was written since it was last taken."""
    now = looks()
    kept = folder.read(f"product-{now}") if now else None
    if kept is not None:
        return kept.decode()
    made = fingerprint()
    if now:
        folder.write(f"product-{now}", made.encode())
    return made


def open_cache(base: Path, languages: Iterable[str]) -> Cache | None:
    """The cache for a tree, or nothing where there is no folder for it that is the user's own."""
    path = place()
    folder = CacheFolder.at(path, outside=base) if path else None
    return Cache(folder, base, frozenset(languages)) if folder else None


T = TypeVar("T")


def _decoded(data: bytes | None, decode: Callable[[bytes], T], otherwise: T) -> T:
    try:
        return otherwise if data is None else decode(data)
    except msgspec.MsgspecError:
        return otherwise


@lru_cache(maxsize=16)
def _wanted(wanted: Wanted) -> str:
    types = ("all",) if wanted.types is None else ("some", *sorted(wanted.types))
    return digest_of(*types, str(wanted.data))


def _stands_in(data: bytes, secret: str) -> bool:
    """Whether a secret stands in packed bytes, as it is or in a form that texts take on their way."""
    plain = secret.encode("utf-8", "surrogatepass")
    if len(secret) < SHORT:
        return re.search(rb"(?<![A-Za-z0-9])%s(?![A-Za-z0-9])" % re.escape(plain), data) is not None
    forms = {plain, quote(plain).encode(), json.dumps(secret)[1:-1].encode(), *_in_base64(plain)}
    return any(form in data for form in forms)


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """What of a text is the same in the Base64 of every longer text that it stands in, at each of its three places."""
    for before in range(3):
        after = -(before + len(plain)) % 3
        coded = base64.b64encode(bytes(before) + plain + bytes(after))
        yield coded[before and before + 1 : len(coded) - (after and after + 1)]
