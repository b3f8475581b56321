"""Readings that are kept between runs, outside of the audited tree, while nothing that they hung on changes."""

from continuity_audit.pipeline.cache.readings import Cache, open_cache

__all__ = ["Cache", "open_cache"]
