"""The depth at which the YAML parser itself gives up."""

from __future__ import annotations

from typing import Final

import yaml

_TOO_DEEP: Final = "exceeded maximum nesting depth"
"""What libyaml says from 0.2.6 on, before it hands out the first event of such a text."""


def is_too_deep(error: yaml.YAMLError) -> bool:
    """Whether a text is refused for its nesting alone."""
    return getattr(error, "problem", None) == _TOO_DEEP
