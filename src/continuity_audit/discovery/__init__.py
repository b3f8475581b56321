"""Which files there are to audit, what each of them is, and why the rest is left out."""

from continuity_audit.discovery.tree import TRUST, DiscoveryError, Skipped, Tree, TrustInTree, Unread
from continuity_audit.discovery.walk import discover

__all__ = ["TRUST", "DiscoveryError", "Skipped", "Tree", "TrustInTree", "Unread", "discover"]
