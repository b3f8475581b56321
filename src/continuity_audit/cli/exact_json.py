"""JSON with every digit of a number, as Terraform's plan JSON has it: ``json`` knows floats only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

STEP = "  "


def exact_json(value: Any, line: str = "") -> str:
    """A value as JSON; with a line end (and the indentation after it) on as many lines as ``json`` writes."""
    match value:
        case bool() | str() | None:
            return json.dumps(value, ensure_ascii=False)
        case int() | Decimal():
            return _number(value)
        case Mapping():
            pairs = [
                f"{json.dumps(str(k), ensure_ascii=False)}: {exact_json(v, line and line + STEP)}"
                for k, v in value.items()
            ]
            return _bracketed("{", pairs, "}", line)
        case Sequence():
            return _bracketed("[", [exact_json(item, line and line + STEP) for item in value], "]", line)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _bracketed(opening: str, parts: list[str], closing: str, line: str) -> str:
    if not parts or not line:
        return opening + ", ".join(parts) + closing
    inner = line + STEP
    return opening + inner + f",{inner}".join(parts) + line + closing


def _number(number: int | Decimal) -> str:
    """All digits, never an exponent; what JSON has no number for is a text."""
    from continuity_audit.parsers.terraform.functions.errors import LimitError
    from continuity_audit.parsers.terraform.functions.text import number_text

    try:
        text = number_text(number)
    except LimitError:
        text = ""
    return text if text[-1:].isdigit() else json.dumps(str(number))
