"""The sample estate with every string that an author or a plugin controls made as harmful as a string can be."""

import msgspec

from continuity_audit.reports.document import Document
from reports.sample import sample

HARM = (
    "\n::error file=a::owned\r\n::stop-commands::t\n##[error]x ##vso[task.complete] ]]> --> </script>"
    "<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\"> & &amp; \" ' "
    "\x1b[31m\x1b]0;owned\x07 \u202egpj \u2066 \u200b \x00 \x85 \u2028 \ud800 \udcff \ufffe \ufeff %0A%25%3A , : "
    "| ``` ` ~~~ [a](javascript:alert(1)) {0} {{ 7*7 }} @everyone #1 $x$ \\ "
)
LONG = "x" * 5_000

_CHOICES = frozenset(
    {
        *("outcome", "by", "severity", "scenario", "at_least", "at_most", "language", "risk", "typical_level"),
        *("standing", "status", "scenarios", "schema_version"),
        *("tier_from", "lowered_from", "fail_on", "min_level", "change", "direction"),
    }
)
_WORDS = {"source": ("inline", "annotation", "configuration", "baseline"), "unknown": ("report", "fail")}
"""Choices of fields whose name another field has too."""


def hostile(document: Document | None = None) -> Document:
    """The sample or another document, harmed; what refers to another entry still does."""
    return msgspec.convert(_harmed(msgspec.to_builtins(document or sample()), ""), type=Document)


def harmed(text: str) -> str:
    """A text with everything harmful behind it."""
    return text + HARM


def _harmed(value: object, field: str) -> object:
    match value:
        case dict():
            return {
                (harmed(key) if field in ("tags", "examples", "flawed") else key): _harmed(item, key)
                for key, item in value.items()
            }
        case list() | tuple():
            return [_harmed(item, field) for item in value]
        case str() if field in _CHOICES or value in _WORDS.get(field, ()):
            return value
        case str() if field == "reason":
            return harmed(value) + LONG
        case str():
            return harmed(value)
        case _:
            return value


__all__ = ["HARM", "LONG", "harmed", "hostile"]
