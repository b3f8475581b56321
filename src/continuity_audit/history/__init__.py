"""Revisions of a git repository, read from its objects: the work tree, the index and the hooks are left alone."""

from continuity_audit.history.git import HistoryError, Repository
from continuity_audit.history.snapshot import Snapshot, snapshot

__all__ = ["HistoryError", "Repository", "Snapshot", "snapshot"]
