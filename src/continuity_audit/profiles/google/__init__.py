"""What decides the outcomes of the services of Google Cloud; one module a service family."""

from continuity_audit.profiles.google import (
    analytics,
    backup,
    bigtable,
    block_storage,
    cache,
    compute,
    containers,
    data_platform,
    desktops,
    file_storage,
    load_balancing,
    machine_learning,
    messaging,
    network,
    nosql,
    object_storage,
    platform,
    relational,
    secrets,
    serverless,
)
from continuity_audit.profiles.profile import Profile

PROFILES: tuple[Profile, ...] = (
    *analytics.PROFILES,
    *backup.PROFILES,
    *bigtable.PROFILES,
    *block_storage.PROFILES,
    *cache.PROFILES,
    *compute.PROFILES,
    *containers.PROFILES,
    *data_platform.PROFILES,
    *desktops.PROFILES,
    *file_storage.PROFILES,
    *load_balancing.PROFILES,
    *machine_learning.PROFILES,
    *messaging.PROFILES,
    *network.PROFILES,
    *nosql.PROFILES,
    *object_storage.PROFILES,
    *platform.PROFILES,
    *relational.PROFILES,
    *secrets.PROFILES,
    *serverless.PROFILES,
)
"""Every profile of the provider; a new module is added here."""
