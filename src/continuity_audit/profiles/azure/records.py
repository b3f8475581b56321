"""Services that keep records of an organisation: health data, and what is known of its data.

Sources: https://learn.microsoft.com/azure/healthcare-apis/business-continuity-disaster-recovery,
https://learn.microsoft.com/azure/reliability/reliability-microsoft-purview
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN
from continuity_audit.profiles.profile import Claim, Profile, recovers

HEALTH: Final = LEARN + "healthcare-apis/business-continuity-disaster-recovery"
PURVIEW: Final = LEARN + "reliability/reliability-microsoft-purview"


def _restarted(source: str) -> tuple[Claim, ...]:
    return (
        recovers("restart", "the service brings itself up again; no page says that others answer meanwhile",
                 rto="1m-1h", source=source),
    )  # fmt: skip


FHIR = Profile(
    type="azurerm_healthcare_fhir_service",
    title="FHIR service of Azure Health Data Services",
    kind=Kind.DATABASE,
    stateful=True,
    needs=(run_time("configuration_export_storage_account_name"),),
    data=(recovers("restore", "the service keeps backups of seven days, which Microsoft restores on request",
                   rto="4h-72h", rpo="0s-24h", source=HEALTH),),
    instance=_restarted(HEALTH),
)  # fmt: skip
DICOM = Profile(
    type="azurerm_healthcare_dicom_service",
    title="DICOM service of Azure Health Data Services",
    kind=Kind.DATABASE,
    stateful=True,
    instance=_restarted(HEALTH),
    advice={Scenario.DATA: "keep the images that it is given in storage with copies of its own"},
)
GOVERNANCE = Profile(
    type="azurerm_purview_account",
    title="Microsoft Purview account with its data map",
    kind=Kind.DATABASE,
    stateful=True,
    instance=_restarted(PURVIEW),
    advice=dict.fromkeys(
        (Scenario.DATA, Scenario.ZONE, Scenario.REGION),
        "export collections, classifications and glossaries by a schedule, to scan sources anew where they are lost",
    ),
)

PROFILES: Final = (FHIR, DICOM, GOVERNANCE)

__all__ = ["PROFILES"]
