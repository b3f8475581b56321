"""What is a secret: what bears a name that says so, or a mark; and where one stands inside a text.

All layers ask here, so that there is one notion of it. A name counts for texts alone: that a password has 16
characters, or that a token is rotated, is no secret.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec.structs import replace

from continuity_audit.estate.command_lines import places_of_passwords, without_passwords
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null
from continuity_audit.estate.parts import PLAIN, rebuilt, sensitive, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import choose
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value

WORDS: Final = (
    r"passw(?:or)?d|passwd|passphrase|passcode|pass(?<!bypass)(?<!compass)(?![\w.-])|pw(?<![a-z]pw)(?:d)?(?![a-z])"
    r"|secret|sensitive|token|credential|private[-_.]?key"
    r"|api[-_.]?key|access[-_.]?key|account[-_.]?key|shared[-_.]?(?:access[-_.]?)?key|signing[-_.]?key|auth[-_.]?key"
    r"|pre[-_.]?shared|psk(?<![a-z]psk)(?![a-z])|conn(?:ection)?[-_.]?str(?:ing)?"
)
"""A name with one of these in it speaks of secrets. Each begins with a letter: a search skips to where one stands."""

SHORT: Final = 400
"""Characters of a text that is remembered with what may be shown of it."""

HIDDEN: Final = "…"
"""Stands in a text where a secret stood."""

_SPEAKS: Final = pattern(WORDS)
"""Is asked about what is folded to small letters, which is many times faster than a search for either."""
_NAMES_ANOTHER: Final = pattern(
    r"(?:names?|refs?|references?|namespaces?|paths?|files?|mode|providers?|class|types?|kind|ur[li]s?|arns?|ids?|identifiers?"
    r"|length|size|count|versions?|polic(?:y|ies)|managers?|operator|seconds|minutes|hours|days|ttl|lifetime|expir(?:y|ation)"
    r"|enabled|required|rotation|format|algorithm|engine|store|backends?|regions?|prefix|suffix|roles?|description|buckets?"
    r"|(?:external|sealed)[-_.]?secrets|http[-_.]?tokens|creation[-_.]?token|endpoints?|hosts?|hostname|ports?|users?|usernames?|audiences?|issuers?|scopes?)$",
    re.I,
)
_CONTENT: Final = frozenset({
    "value", "value_wo", "data", "data_wo", "string_data", "binary_data", "content", "content_base64", "plaintext",
    "plaintext_value", "encrypted_value", "data_json", "secret_data", "payload",
})  # fmt: skip
"""Attributes that hold the secret in a resource of a type that speaks of secrets."""

_VALUES: Final = ("value", "default", "default_value", "plaintext_value", "string_value")
_CALLED: Final = ("name", "key", "parameter_key", "variable")
_NOTHING: Final = frozenset({"true", "false", "null", "none", "yes", "no", "on", "off", "~", "", HIDDEN})

_ASSIGNED: Final = pattern(  # a mapping in YAML is no value of the key above it
    rf"(?P<before>(?<![\w.:/-])(?P<name>[\w.-]{{0,80}}?(?:{WORDS})[\w.-]{{0,80}})[\"'\\]*\s{{0,80}}(?:=>|[=:])"
    r"(?![ \t]{0,80}\r?\n\s{0,80}(?:-[ \t]{1,80})?[\w./-]{1,80}:\s)\s{0,80}(?:(?<=\s)-[ \t]{1,80})?)"
    r"(?P<value>\\\"(?:[^\"\\]|\\[^\"])*\\\"|\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s,;&\"'\\{}\[\]()<>]+)",
    re.I,
)
_BLOCK: Final = pattern(  # a text over several lines: a block scalar in YAML, a heredoc
    rf"^(?P<margin>[ \t]*)(?P<before>(?P<item>-[ \t]{{1,80}})?\"?(?P<name>[\w.-]{{0,80}}?(?:{WORDS})[\w.-]{{0,80}})\"?"
    r"[ \t]{0,80}(?::[ \t]{1,80}(?=[|>])|=[ \t]{0,80}(?=<<)))"
    r"(?:[|>][-+\d]{0,2}[ \t]{0,80}\r?\n(?:(?P=margin)(?(item)[ ]{3}|[ \t])[ \t]*\S[^\n]*(?:\n|\Z)|[ \t\r]*\n)+"
    r"|<<[-~]?[ \t]{0,80}(?P<end>\w{1,80})[ \t\r]{0,80}\n"
    r"(?:(?:[^\n]*\n){0,200}?(?:[ \t]*(?P=end)[ \t\r]*(?:\n|\Z)|[^\n]*\Z)|(?:[^\n]*\n){200}))",
    re.I | re.M,
)
_OPTION: Final = pattern(rf"((?<![\w-])--?[\w.-]{{0,80}}?(?:{WORDS})[\w.-]{{0,80}}[= ])(?!-)\S+", re.I)
_PAIR: Final = pattern(
    rf"(?P<before>\\?[\"']?(?:name|key)\\?[\"']?\s*[=:]\s*\\?[\"'](?P<name>[\w.-]{{0,80}}?(?:{WORDS})[\w.-]{{0,80}})\\?[\"'][\s,;]{{0,80}}"
    r"\\?[\"']?value\\?[\"']?\s*[=:]\s*)(?P<value>\\\"(?:[^\"\\]|\\[^\"])*\\\"|\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s,;\"'{}\[\]]+)",
    re.I,
)
_PAIR_TURNED: Final = pattern(
    r"(?P<before>\\?[\"']?value\\?[\"']?\s*[=:]\s*)(?P<value>\\\"(?:[^\"\\]|\\[^\"])*\\\"|\"(?:[^\"\\]|\\.)*\"|'[^']*')"
    rf"(?=[\s,;]{{1,80}}\\?[\"']?(?:name|key)\\?[\"']?\s*[=:]\s*\\?[\"'](?P<name>[\w.-]{{0,80}}?(?:{WORDS})[\w.-]{{0,80}})\\?[\"'])",
    re.I,
)
_HEADER: Final = pattern(r"(authorization\\?[\"']?\s*[:=]\s*\\?[\"']?(?:[a-z]+[ ]+)?)[^\s\"'\\]{6,}", re.I)
_SECRET_OPTION: Final = pattern(rf"--?[\w.-]{{0,80}}?(?:{WORDS})[\w-]{{0,80}}", re.I)
_WHO: Final = pattern(r"(?<=://)[^@/\s\"']*@")
_LOGIN: Final = pattern(r"(://[^/\s:@\"']*:)[^/\s@\"']+(@)")
_PEM: Final = pattern(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S)
_SHAPES: Final = pattern(
    r"\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abeoprs]-[\w-]{10,}|[rs]k_live_\w{16,}|hvs\.[\w-]{20,}"
    r"|AIza[\w-]{35}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_\w{36}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)"
    # Who has such an address needs no login: signed ones, and those that messages are posted to.
    r"|(?<=[?&]sig=)[\w%+/=-]{8,}|(?<=[?&]X-Amz-Signature=)\w{8,}|(?<=//hooks\.slack\.com/services/)[\w/]{8,}",
    re.NOFLAG,
)
_SUSPECT: Final = pattern(
    rf"{WORDS}|://|authorization|-----begin|gh[pousr]_|github_pat_|glpat-|xox|k_live_|hvs\.|aiza|sg\.|npm_|eyj"
)
"""Is asked about folded letters, too."""
_ENCODED: Final = pattern(r"[A-Za-z0-9+/\r\n]{16,}={0,2}\s*")
_REFERENCE: Final = pattern(r"(?:(?:var|local|module|data|each|path|dependency)\.|\w+_\w+\.\w)")
_ASSIGNS: Final = pattern(r"[=:]")
_BEGINS_WITH_SECRET: Final = pattern(rf"\s*[\w.-]*?(?:{WORDS})[\w.-]*\s+\S")
"""A line that is no code for want of a sign between the name of a secret and its value."""
_OPENS: Final = pattern(r"[=:]\s*(?:<<[-~]?\s*\w+|[|>][-+]?|(?:[\w:]+\(|[\[{(])+\s*(?:<<[-~]?\s*\w+)?)?\s*$")


@lru_cache(maxsize=8192)
def speaks_of_secrets(name: str) -> bool:
    """Whether a name has to do with secrets: what bears it is not shown, whatever it is."""
    return _SPEAKS.search(name.casefold()) is not None


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Whether a key, an attribute or a variable is named like a secret value, not like a reference to one."""
    return _SPEAKS.search(name.casefold()) is not None and not _NAMES_ANOTHER.search(name)


def holds_secret(kind: str, attribute: str) -> bool:
    """Whether an attribute of a resource type holds a secret by what the type is, ``kubernetes_secret.data``."""
    if kind == "aws_ssm_parameter":
        return attribute in ("value", "value_wo")
    if kind == "helm_release":
        return attribute in ("set_sensitive", "set_wo")
    return attribute in _CONTENT and speaks_of_secrets(kind)


# --- values -------------------------------------------------------------------------------------------------------


def named(name: str, value: Value) -> Value:
    """A value under its name: marked where the name says that it is a secret, whole or in parts."""
    return _texts_marked(value) if is_secret_name(name) else value


def of_pair(entries: dict[str, Value]) -> dict[str, Value]:
    """An object that gives a name and a value, as environment variables are written: its value under that name."""
    called = next((text for key in _CALLED if isinstance(text := entries.get(key), str)), None)
    if called is None or not is_secret_name(called):
        return entries
    return rebuilt(entries, [_texts_marked(value) if key in _VALUES else value for key, value in entries.items()])


def of_arguments(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """The arguments of a command: what stands behind an option for a secret is one."""
    hidden = {
        position + 1
        for position, item in enumerate(items)
        if isinstance(item, str) and item.startswith("-") and _SECRET_OPTION.fullmatch(item)
    } | places_of_passwords(items)
    if not hidden:
        return items
    return tuple(_texts_marked(item) if position in hidden else item for position, item in enumerate(items))


def within(value: Value) -> Value:
    """A value from outside the code, such as decoded JSON, with every part marked whose name says so."""
    match value:
        case dict():
            return of_pair(rebuilt(value, [named(key, within(item)) for key, item in value.items()]))
        case tuple():
            return rebuilt(value, map(within, value))
        case _:
            return value


def _texts_marked(value: Value) -> Value:
    """The texts of a value marked; keys and elements of lists, which often are names of secrets, are not."""
    match value:
        case str() if value:
            return sensitive(value, named=True)
        case dict():
            return rebuilt(value, map(_texts_marked, value.values()))
        case Choice(atom=atom, then=then, other=other):
            return choose(atom, _texts_marked(then), _texts_marked(other))
        case Unknown(encodes=held, parts=parts, forms=forms, merged=merged) if (
            held is not None or parts or forms or merged
        ):
            return replace(value, encodes=None, parts=(), forms=(), merged=())
        case _:
            return value


def told_as(name: str, value: Value) -> Value:
    """A value that is told wherever something is said of it, such as a region or an account: open where it is marked.

    It is ``name`` that decides then. Secrets that are equal stay equal.
    """
    match value:
        case Sensitive(value=tuple(elements)):
            return tuple([told_as(name, sensitive(element)) for element in elements])
        case Sensitive(value=Choice(atom=atom, then=then, other=other)):
            return choose(atom, told_as(name, sensitive(then)), told_as(name, sensitive(other)))
        case Sensitive(value=inner) if tells(inner, switches=False):
            return Unknown(frozenset({f"{name} (a sensitive value)"}), key_of(value), sure=True)
        case Choice(atom=atom, then=then, other=other):
            return choose(atom, told_as(name, then), told_as(name, other))
        case tuple():
            return tuple([told_as(name, element) for element in value])
        case _:
            return unmark(value)


def tells(value: Value, *, switches: bool) -> bool:
    """Whether something in a value is known, so that it must not be written down where the value is a secret.

    A switch that is on or off is no secret for its name alone: ``switches`` says whether one counts.
    """
    nothing = (type(None), Null) if switches else (type(None), Null, bool)
    return any(leaf != "" and not isinstance(leaf, nothing) for leaf in _known(value))


LookedAt: TypeAlias = dict[int, Value]
"""Values by their identity, which it so keeps."""


def reveals(value: Value, before: LookedAt) -> bool:
    """Whether a part of a value that is marked as a secret is known.

    What was looked at ``before`` is passed over, and what is looked at now is added: values are made of each other.
    """
    if id(value) in before:
        return False
    parts = _parts(value, before, plain=False)
    return any(isinstance(part, Sensitive) and tells(part, switches=True) for part in parts)


def parts_of(value: Value) -> Iterable[Value]:
    """What a value is made of; nothing for one that has no parts."""
    match value:
        case Choice(then=then, other=other):
            return (then, other)
        case Sensitive(value=inner):
            return (inner,)
        case SetValue(elements=elements) | tuple(elements):
            return elements
        case Mapping():
            return value.values()
        case Unknown(forms=forms, merged=merged):
            return (*forms, *merged) if merged else forms
        case _:
            return ()


def _known(value: Value) -> Iterator[Value]:
    """The parts of a value that are known and have no parts themselves."""
    compound = (Choice, Sensitive, SetValue, tuple, Mapping, Unknown)
    return (part for part in _parts(value, {}) if not isinstance(part, compound))


def _parts(value: Value, seen: LookedAt, *, plain: bool = True) -> Iterator[Value]:
    """A value and all its parts, however deep, less those ``seen``; what has parts counts once.

    Without the ``plain`` ones, collections of nothing else are not gone through.
    """
    stack = [value]
    while stack:
        top = stack.pop()
        if type(top) in PLAIN:
            yield top
            continue
        if id(top) in seen:
            continue
        yield top
        parts = parts_of(top)
        if parts:
            seen[id(top)] = top
            if plain or not PLAIN.issuperset(map(type, parts)):
                stack += parts


# --- texts --------------------------------------------------------------------------------------------------------


def without_logins(text: str) -> str:
    """A text without the logins of the addresses in it: of a source, nobody needs to know who fetches it."""
    return _WHO.sub("", text)


def without_secrets(text: str) -> str:
    """A text with ``…`` where a secret stood: what is assigned to its name, logins in URLs, keys, well-known tokens."""
    return _shown(text) if len(text) > SHORT else _shown_before(text)


@lru_cache(maxsize=8192)
def _shown_before(text: str) -> str:
    """As `_shown`, for texts that are short: the same ones are told many times."""
    return _shown(text)


def _shown(text: str) -> str:
    if _ENCODED.fullmatch(text) and _is_secret_within(text):
        return HIDDEN
    text = without_passwords(text, HIDDEN)
    if _SUSPECT.search(text.casefold()) is None:
        return text
    if "-----BEGIN" in text:
        text = _PEM.sub(rf"\1{HIDDEN}\2", text)
    text = _SHAPES.sub(HIDDEN, _LOGIN.sub(rf"\1{HIDDEN}\2", text))
    assigns = "=" in text or ":" in text
    lower = text.lower() if assigns else ""
    if "authorization" in lower:
        text = _HEADER.sub(rf"\1{HIDDEN}", text)
    if "value" in lower:
        text = _PAIR_TURNED.sub(_without_value, _PAIR.sub(_without_value, text))
    if "\n" in text and assigns:
        text = _BLOCK.sub(_without_block, text)
    if "-" in text:
        text = _OPTION.sub(rf"\1{HIDDEN}", text)
    return _ASSIGNED.sub(_without_value, text) if assigns else text


def _is_secret_within(text: str) -> bool:
    """Whether what a text in Base64 encodes, such as the start-up script of a machine, holds a secret."""
    try:
        within = base64.b64decode(text, validate=True).decode()
    except ValueError:
        return False
    return without_secrets(within) != within


def _without_value(match: re.Match[str]) -> str:
    value = match["value"]
    quote = re.match(r"\\?[\"']", value)
    bare = value[quote.end() : -quote.end()] if quote else value
    if bare.lower() in _NOTHING or not is_secret_name(match["name"]) or _is_reference(value, bool(quote)):
        return match[0]
    return f"{match['before']}{quote[0]}{HIDDEN}{quote[0]}" if quote else f"{match['before']}{HIDDEN}"


def _without_block(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    return f"{match['margin']}{match['before']}{HIDDEN}" + ("\n" if match[0].endswith("\n") else "")


def _is_reference(value: str, quoted: bool) -> bool:
    return not quoted and _REFERENCE.match(value) is not None


def may_tell(line: str) -> bool:
    """Whether a line of code may hold a secret, so that it is not quoted: it speaks of one and assigns something."""
    return bool(
        without_secrets(line) != line
        or _LOGIN.search(line)
        or (_SPEAKS.search(line.casefold()) and (_ASSIGNS.search(line) or _BEGINS_WITH_SECRET.match(line.casefold())))
    )


def opens_secret(line: str) -> bool:
    """Whether a line of code names a secret whose value begins below it: a heredoc, a list, a block of YAML."""
    return _SPEAKS.search(line.casefold()) is not None and _OPENS.search(line) is not None
