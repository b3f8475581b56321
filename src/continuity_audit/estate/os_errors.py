"""Errors of the operating system as reasons, as every message gives them."""

from __future__ import annotations


def in_words(error: OSError) -> str:
    """What went wrong with a file, without its name: ``permission denied``."""
    return (error.strerror or str(error)).lower()
