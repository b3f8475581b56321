"""Hook specifications and the manager: what ships with the product is registered through the same hooks as anyone's."""

import pluggy

PROJECT = "continuity_audit"
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of a hook."""

__all__ = ["PROJECT", "hookimpl"]
