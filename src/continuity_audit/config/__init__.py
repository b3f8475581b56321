"""The configuration file: what may stand in it, where it is found, and what an audited tree may not decide by it."""

from continuity_audit.config.file import ConfigError, load
from continuity_audit.config.keys import (
    Color,
    Config,
    Environment,
    FailOn,
    MinLevel,
    Suppression,
    TierRule,
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
    "MinLevel",
    "Severity",
    "Suppression",
    "TierRule",
    "Where",
    "load",
]
