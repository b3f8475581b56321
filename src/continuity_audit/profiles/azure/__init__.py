"""What decides the outcomes of the services of Azure; one module a service family."""

from continuity_audit.profiles.azure import (
    ai,
    analytics,
    backup,
    block_storage,
    cache,
    compute,
    containers,
    devices,
    file_storage,
    load_balancing,
    messaging,
    network,
    nosql,
    object_storage,
    open_source,
    platform,
    relational,
    secrets,
    web,
)
from continuity_audit.profiles.profile import Profile

PROFILES: tuple[Profile, ...] = (
    *ai.PROFILES,
    *analytics.PROFILES,
    *backup.PROFILES,
    *block_storage.PROFILES,
    *cache.PROFILES,
    *compute.PROFILES,
    *containers.PROFILES,
    *devices.PROFILES,
    *file_storage.PROFILES,
    *load_balancing.PROFILES,
    *messaging.PROFILES,
    *network.PROFILES,
    *nosql.PROFILES,
    *object_storage.PROFILES,
    *open_source.PROFILES,
    *platform.PROFILES,
    *relational.PROFILES,
    *secrets.PROFILES,
    *web.PROFILES,
)
"""Every profile of the provider; a new module is added here."""
