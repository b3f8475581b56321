"""The configuration file: what may stand in it, where it is found, and what an audited tree may not decide by it."""

from continuity_audit.config.file import ConfigError, load, passed_over
from continuity_audit.config.keys import (
    Color,
    Config,
    Environment,
    FailOn,
    InlineSuppressions,
    MinLevel,
    Permission,
    Suppression,
    TierRule,
    Trust,
    Where,
)
from continuity_audit.config.template import TEMPLATE
from continuity_audit.estate.model import Severity

__all__ = [
    "TEMPLATE",
    "Color",
    "Config",
    "ConfigError",
    "Environment",
    "FailOn",
    "InlineSuppressions",
    "MinLevel",
    "Permission",
    "Severity",
    "Suppression",
    "TierRule",
    "Trust",
    "Where",
    "load",
    "passed_over",
]
