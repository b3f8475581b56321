"""Regular expressions that are compiled when first used: a run uses few of the many that the code names."""

from __future__ import annotations

import re
from typing import Any, Generic, TypeVar, cast

Text = TypeVar("Text", str, bytes)


def pattern(text: Text, flags: int = 0) -> re.Pattern[Text]:
    """A regular expression, as `re.compile` gives it, that is not compiled before it is first used."""
    return cast("re.Pattern[Text]", Lazy(text, flags))


class Lazy(Generic[Text]):
    """Stands for a pattern: what is asked of it, the compiled one answers."""

    def __init__(self, text: Text, flags: int) -> None:
        self._text: Text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        # What was asked for once stands on the object, so that it is found there without a call.
        setattr(self, name, found)
        return found
