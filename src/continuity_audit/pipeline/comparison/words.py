"""What changed of a value, in words; what is code stands between backticks."""

from __future__ import annotations

from typing import Any, Final

import msgspec

_LONGEST: Final = 60


def change(path: str, whose: str, old: Any, now: Any, default: str) -> str:
    """What became of a value: those of both sides as they are shown, ``None`` where it is left out."""
    name = f"{code(path)}{whose}"
    match open_names(old), open_names(now):
        case "", "" if old is None:
            return f"{name} is set to {code(as_json(now))}" + (f" (its default is {code(default)})" if default else "")
        case "", "" if now is None:
            counts = f", and its default {code(default)} counts" if default else ""
            return f"{code(f'{path} = {as_json(old)}')}{whose} is taken out{counts}"
        case "", "":
            return f"{name} goes from {code(as_json(old))} to {code(as_json(now))}"
        case "", causes:
            return f"{name} hangs on {causes} now" + ("" if old is None else f", it was {code(as_json(old))}")
        case causes, "":
            ends = "is left out now" if now is None else f"is {code(as_json(now))} now"
            return f"{name} hung on {causes} and {ends}"
        case before, after:
            return f"{name} hangs on {after} and no longer on {before}"


def open_names(value: Any) -> str:
    """The names that a value hangs on, in words; empty where it is known."""
    match value:
        case {"$unknown": [*names]}:
            return ", ".join(code(str(name)) for name in names) or "a value that the code does not hold"
        case _:
            return ""


def as_json(value: Any) -> str:
    """A value as it is shown, on one short line."""
    if value == {"$sensitive": True}:
        return "(sensitive)"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def code(text: str) -> str:
    """Text between backticks; its own become quotes, so that they end nothing."""
    return f"`{text.replace('`', chr(39))}`"


def listed(value: Any) -> str:
    """A region, an account or several of them."""
    match value:
        case None | []:
            return "one that the code does not name"
        case [*names]:
            return ", ".join(code(str(name)) for name in names)
        case _:
            return code(str(value))
