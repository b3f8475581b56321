"""Audit infrastructure code for continuity: what goes on, what must be restored and what is lost when something fails."""

__version__ = "0.1.0"
