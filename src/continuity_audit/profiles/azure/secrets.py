"""Key vaults and managed HSMs with the keys, secrets and certificates in them.

Sources: https://learn.microsoft.com/azure/key-vault/general/disaster-recovery-guidance,
https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_pair, has_zones, here
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

VAULTS: Final = LEARN + "key-vault/general/"
SOFT_DELETE: Final = VAULTS + "soft-delete-overview"
FAILOVER: Final = VAULTS + "disaster-recovery-guidance"
DAYS = attribute("soft_delete_retention_days", 90, PROVIDER + "key_vault").at_least(1)
PURGE_PROTECTED = attribute("purge_protection_enabled", False, PROVIDER + "key_vault").is_true
UNREPLICATED: Final = frozenset({"brazilsouth", "brazilsoutheast", "westus3"})
"""Regions with a pair to which vaults are not replicated all the same."""


@fact("vaults of its region are replicated to its pair", remedy="choose a region whose vaults are replicated")
def is_replicated(context: Context) -> Value:
    """Whether vaults are replicated to the pair of its region; those of a region that code does not name are."""
    return lift(lambda place: place not in UNREPLICATED if isinstance(place, str) else True, here(context))


PAIRED = has_pair & is_replicated
PAIR_READS: Final = continues(
    "failover", "requests go to the paired region, where the vault can be read, once Microsoft fails it over, which "
    "may take hours", when=PAIRED, rto="1h-24h", rpo="0s-5m", source=LEARN + "reliability/reliability-key-vault",
)  # fmt: skip

KEY_VAULT = Profile(
    type="azurerm_key_vault",
    title="Key vault with its keys, secrets and certificates",
    kind=Kind.SECRETS,
    stateful=True,
    folds=tuple(
        Fold(f"azurerm_key_vault_{part}", by="key_vault_id") for part in ("secret", "key", "certificate")
    ),
    data=(recovers("restore", "soft delete keeps what is deleted for days; it cannot be turned off", when=DAYS,
                   rto="1m-1h", source=SOFT_DELETE),),
    instance=(continues("service", "the service keeps a vault on several machines", source=FAILOVER),),
    zone=(
        continues("service", "a vault is kept in several zones where the region has some", when=has_zones,
                  source=FAILOVER),
        PAIR_READS,
    ),
    region=(PAIR_READS,),
    account=(recovers("restore", "purge protection: not even an administrator can purge what is deleted before its "
                      "time", when=PURGE_PROTECTED, rto="1h-24h", source=SOFT_DELETE),),
)  # fmt: skip

MANAGED_HSM = Profile(
    type="azurerm_key_vault_managed_hardware_security_module",
    title="Managed HSM with its keys",
    kind=Kind.SECRETS,
    stateful=True,
    folds=(Fold("azurerm_key_vault_managed_hardware_security_module_key", by="managed_hsm_id"),),
    data=(recovers("restore", "soft delete keeps what is deleted for days", when=DAYS, rto="1m-1h",
                   source=LEARN + "key-vault/managed-hsm/soft-delete-overview"),),
    instance=(continues("members", "a pool has three HSMs", rto="0s-1m",
                        source=LEARN + "key-vault/managed-hsm/overview"),),
    account=KEY_VAULT.account,
)  # fmt: skip

PROFILES: Final = (KEY_VAULT, MANAGED_HSM)

__all__ = ["PROFILES"]
