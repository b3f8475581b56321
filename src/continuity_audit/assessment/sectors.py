"""The sector matrix: for each of nine sectors the risk of a just-in-time collapse and the typical resilience level."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from continuity_audit.assessment.levels import Interval
from continuity_audit.estate.model import Level


class Sector(Struct, frozen=True, kw_only=True):
    """A row of the matrix."""

    slug: str
    name: str
    risk: str
    why_risk: str
    typical_level: Level
    why_level: str
    examples: tuple[str, ...]
    instruments: tuple[str, ...] = ()
    """Regulation and standards that speak of continuity in this sector; relevant to, never a claim of compliance."""


SECTORS = (
    Sector(
        slug="automotive-manufacturing", name="Automotive Manufacturing", risk="High",
        why_risk="ERP and suppliers tightly coupled", typical_level=Level.LOW, why_level="few hot-standby systems",
        examples=("JLR (2025)", "Toyota (2022)"),
        instruments=("TISAX (VDA ISA) 5.2.8, 5.2.9", "NIS2 Art. 21(2)(c)", "ISO 22301"),
    ),
    Sector(
        slug="retail-logistics", name="Retail & Logistics", risk="High",
        why_risk="centralised ordering and routing", typical_level=Level.LOW_MEDIUM,
        why_level="cloud backups exist, but operations freeze", examples=("Tesco (2021)", "Maersk (2017)"),
        instruments=("NIS2 Art. 21(2)(c)", "PCI DSS 12.10.1", "SOC 2 A1.2, A1.3"),
    ),
    Sector(
        slug="aviation-travel", name="Aviation & Travel", risk="High",
        why_risk="legacy crew and schedule systems", typical_level=Level.LOW,
        why_level="often monolithic, with single points of failure", examples=("Southwest (2022)", "BA (2017)"),
        instruments=("EASA Part-IS", "NIS2 Art. 21(2)(c)"),
    ),
    Sector(
        slug="healthcare", name="Healthcare (Hospitals)", risk="High",
        why_risk="outdated IT and reliance around the clock", typical_level=Level.LOW_MEDIUM,
        why_level="some mirrored medical records, but patching is weak",
        examples=("NHS (2017, 2022)", "CommonSpirit (2022)"),
        instruments=("HIPAA 45 CFR 164.308(a)(7)", "NIS2 Art. 21(2)(c)"),
    ),
    Sector(
        slug="food-agriculture", name="Food & Agriculture", risk="High",
        why_risk="perishable goods and global supply", typical_level=Level.LOW,
        why_level="few alternatives if processors stop", examples=("JBS (2021)",),
        instruments=("NIS2 Art. 21(2)(c)", "FSMA 204 (21 CFR 1.1455)"),
    ),
    Sector(
        slug="energy-utilities", name="Energy & Utilities", risk="Medium–High",
        why_risk="IT and OT converge", typical_level=Level.MEDIUM,
        why_level="critical infrastructure has some redundancy, but attacks still paralyse",
        examples=("Colonial Pipeline (2021)",),
        instruments=("NERC CIP-009", "NIS2 Art. 21(2)(c)"),
    ),
    Sector(
        slug="public-services", name="Public Services / Local Government", risk="Medium–High",
        why_risk="legacy, underfunded IT", typical_level=Level.LOW, why_level="slow funding for recovery",
        examples=("Baltimore (2019)", "Costa Rica (2022)"),
        instruments=("NIST SP 800-53 CP family", "NIS2 Art. 21(2)(c)"),
    ),
    Sector(
        slug="finance-banking", name="Finance & Banking", risk="Medium",
        why_risk="target-rich and heavily attacked", typical_level=Level.HIGH,
        why_level="regulators force redundancy and disaster recovery sites",
        examples=("rare total collapse, but cyber heists common",),
        instruments=("DORA Art. 11, 12", "SYSC 15A", "Reg SCI 1001(a)(2)(v)"),
    ),
    Sector(
        slug="cloud-providers", name="Cloud Providers (AWS, Azure, GCP)", risk="Medium",
        why_risk="massive attack surface", typical_level=Level.HIGH,
        why_level="built-in redundancy and global failover",
        examples=("outages occur, but not full collapse",),
        instruments=("Implementing Regulation (EU) 2024/2690 Annex 4", "ISO/IEC 27001 A.8.14"),
    ),
)  # fmt: skip


Standing: TypeAlias = Literal["below", "at", "above"]


def standing(level: Interval, sector: Sector) -> Standing | None:
    """How an estate stands against its sector's typical level.

    Where unknowns leave several levels it is said only if they all stand on one side.
    """
    sides = {_side(level.at_least, sector.typical_level), _side(level.at_most, sector.typical_level)}
    return sides.pop() if len(sides) == 1 else None


def _side(level: Level, typical: Level) -> Standing:
    if level is typical:
        return "at"
    return "below" if level.rank < typical.rank else "above"
