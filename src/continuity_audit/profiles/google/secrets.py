"""Secret Manager, Cloud KMS and the keys of Certificate Authority Service.

Sources: https://docs.cloud.google.com/secret-manager/docs/choosing-replication,
https://docs.cloud.google.com/secret-manager/docs/delayed-destruction,
https://docs.cloud.google.com/kms/docs/destroy-restore, https://docs.cloud.google.com/kms/docs/locations,
https://docs.cloud.google.com/certificate-authority-service/docs/deleting-certificate-authorities
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.google.locations import (
    DISASTERS,
    PROVIDER,
    location_of_id,
    noted_place,
    spans_regions,
    texts,
)
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import every
from continuity_audit.profiles.terms import Context, attribute, fact

MANAGER: Final = "https://docs.cloud.google.com/secret-manager/docs/"
REPLICATION: Final = MANAGER + "choosing-replication"
DELAYED: Final = MANAGER + "delayed-destruction"
KMS: Final = "https://docs.cloud.google.com/kms/docs/"
DESTROY: Final = KMS + "destroy-restore"
LOCATIONS: Final = KMS + "locations"

# --- Secret Manager -----------------------------------------------------------------------------------------------

DESTROYED_LATER = attribute("version_destroy_ttl").is_chosen
AUTOMATIC = blocks("replication.auto").any() | attribute("replication.automatic", False).is_true
SEVERAL_REPLICAS = blocks("replication.user_managed.replicas").at_least(2)


def _replica_regions(context: Context) -> tuple[str, ...]:
    return texts(*every(context.resource.values, "replication.user_managed.replicas.location"))


SECRET = Profile(
    type="google_secret_manager_secret",
    title="Secret Manager secret",
    kind=Kind.SECRETS,
    stateful=True,
    names=("secret_id",),
    folds=(Fold("google_secret_manager_secret_version", by="secret"),),
    regions=_replica_regions,
    data=(recovers("restore", "a version that is destroyed can be restored until its delay ends", when=DESTROYED_LATER,
                   rto="1m-1h", source=DELAYED),),
    instance=(continues("service", "the service keeps every secret redundantly", source=REPLICATION),),
    zone=(continues("service", "the service keeps every secret in several zones", source=REPLICATION),),
    region=(
        continues("service", "automatic replication keeps it in several regions", when=AUTOMATIC, source=REPLICATION),
        continues("service", "it is replicated to two regions or more", when=SEVERAL_REPLICAS, source=REPLICATION),
    ),
)  # fmt: skip

REGIONAL_SECRET = Profile(
    type="google_secret_manager_regional_secret",
    title="Secret Manager regional secret",
    kind=Kind.SECRETS,
    stateful=True,
    names=("secret_id",),
    folds=(Fold("google_secret_manager_regional_secret_version", by="secret"),),
    data=SECRET.data,
    instance=SECRET.instance,
    zone=SECRET.zone,
)

# --- Cloud KMS ----------------------------------------------------------------------------------------------------

RING: Final = "google_kms_key_ring"
SCHEDULED = ~attribute("destroy_scheduled_duration", "2592000s", PROVIDER + "kms_crypto_key").one_of("0s", "0")


def _location(context: Context) -> Value:
    """The location of the key's ring."""
    for ring in (c for c in context.companions if c.type == RING):
        return noted_place(context.about(ring), "location")
    value = context.read("key_ring")
    for ring in context.estate.asking(value, RING, near=context.resource):
        return noted_place(context.about(ring), "location")  # a data source says where the ring is that it asks for
    context.note("key_ring", value)
    return location_of_id(value, f"{context.resource.address}.key_ring")


@fact("its key ring is in a multi-region or global", remedy="make it in a key ring of a multi-region, such as `europe`")
def key_over_regions(context: Context) -> Value:
    """Whether the key's material is kept in several regions."""
    return spans_regions(_location(context), context.estate)


CRYPTO_KEY = Profile(
    type="google_kms_crypto_key",
    title="Cloud KMS key with its key ring",
    kind=Kind.SECRETS,
    stateful=True,
    folds=(
        Fold(RING, by="key_ring", forward=True, shared=True),
        Fold("google_kms_crypto_key_version", by="crypto_key"),
    ),
    regions=lambda context: texts(_location(context)),
    data=(recovers("restore", "a version can be restored until its scheduled destruction, in 30 days by default",
                   when=SCHEDULED, rto="1m-1h", source=DESTROY),),
    instance=(continues("service", "Cloud KMS keeps every key on several servers", source=LOCATIONS),),
    zone=(continues("service", "Cloud KMS keeps every key in several zones", source=LOCATIONS),),
    region=(continues("service", "its location keeps the key in several regions", when=key_over_regions,
                      source=LOCATIONS),),
)  # fmt: skip

# --- Certificate Authority Service --------------------------------------------------------------------------------

AUTHORITIES: Final = "https://docs.cloud.google.com/certificate-authority-service/docs/"
AT_ONCE = attribute("skip_grace_period", False, PROVIDER + "privateca_certificate_authority").is_true

CERTIFICATE_AUTHORITY = Profile(
    type="google_privateca_certificate_authority",
    title="Certificate authority of Certificate Authority Service with its key",
    kind=Kind.SECRETS,
    stateful=True,
    names=("certificate_authority_id",),
    data=(recovers("restore", "a deleted authority can be restored for 30 days", when=~AT_ONCE, rto="1m-1h",
                   source=AUTHORITIES + "deleting-certificate-authorities"),),
    instance=(continues("service", "the service keeps every authority redundantly", source=DISASTERS),),
    zone=(continues("service", "the service is regional and keeps every authority in several zones",
                    source=DISASTERS),),
)  # fmt: skip

PROFILES: Final = (SECRET, REGIONAL_SECRET, CRYPTO_KEY, CERTIFICATE_AUTHORITY)

__all__ = ["PROFILES"]
