"""What decides the outcomes of the services of Google Cloud; one module a service family."""

from continuity_audit.profiles.google import (
    backup,
    block_storage,
    cache,
    compute,
    containers,
    file_storage,
    nosql,
    object_storage,
    relational,
)
from continuity_audit.profiles.profile import Profile

PROFILES: tuple[Profile, ...] = (
    *backup.PROFILES,
    *block_storage.PROFILES,
    *cache.PROFILES,
    *compute.PROFILES,
    *containers.PROFILES,
    *file_storage.PROFILES,
    *nosql.PROFILES,
    *object_storage.PROFILES,
    *relational.PROFILES,
)
"""Every profile of the provider; a new module is added here."""
