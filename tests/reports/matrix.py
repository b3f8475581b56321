"""The sector matrix of the sample, as the article prints it."""

from continuity_audit.reports.document import LevelName, RiskName, SectorEntry, SectorRow


def row(
    slug: str, name: str, risk: RiskName, why_risk: str, level: LevelName, why_level: str, *examples: str
) -> SectorRow:
    return SectorRow(
        slug=slug,
        name=name,
        risk=risk,
        why_risk=why_risk,
        typical_level=level,
        why_level=why_level,
        examples=examples,
    )


MATRIX = (
    row(
        "automotive-manufacturing",
        "Automotive Manufacturing",
        "High",
        "ERP + suppliers tightly coupled",
        "Low",
        "Few hot-standby systems",
        "JLR (2025)",
        "Toyota (2022)",
    ),
    row(
        "retail-logistics",
        "Retail & Logistics",
        "High",
        "Centralised ordering/routing",
        "Low–Medium",
        "Cloud backups exist, but ops freeze",
        "Tesco (2021)",
        "Maersk (2017)",
    ),
    row(
        "aviation-travel",
        "Aviation & Travel",
        "High",
        "Legacy crew/schedule systems",
        "Low",
        "Often monolithic, single points of failure",
        "Southwest (2022)",
        "BA (2017)",
    ),
    row(
        "healthcare",
        "Healthcare (Hospitals)",
        "High",
        "Outdated IT, 24/7 reliance",
        "Low–Medium",
        "Some mirrored EMR, but patching weak",
        "NHS (2017, 2022)",
        "CommonSpirit (2022)",
    ),
    row(
        "food-agriculture",
        "Food & Agriculture",
        "High",
        "Perishable goods, global supply",
        "Low",
        "Few alternatives if processors stop",
        "JBS (2021)",
    ),
    row(
        "energy-utilities",
        "Energy & Utilities",
        "Medium–High",
        "IT/OT convergence risk",
        "Medium",
        "Critical infra has some redundancy, but attacks still paralyse",
        "Colonial Pipeline (2021)",
    ),
    row(
        "public-services",
        "Public Services / Local Gov.",
        "Medium–High",
        "Legacy, underfunded IT",
        "Low",
        "Slow funding for recovery",
        "Baltimore (2019)",
        "Costa Rica (2022)",
    ),
    row(
        "finance-banking",
        "Finance & Banking",
        "Medium",
        "Target-rich, heavily attacked",
        "High",
        "Regulators force redundancy + DR sites",
        "Rare total collapse, but cyber heists common",
    ),
    row(
        "cloud-providers",
        "Cloud Providers (AWS, Azure, GCP)",
        "Medium",
        "Massive attack surface",
        "High",
        "Built-in redundancy, global failover",
        "Outages occur, but not full collapse",
    ),
)
RETAIL = SectorEntry(
    slug="retail-logistics",
    name="Retail & Logistics",
    risk="High",
    why_risk="Centralised ordering/routing",
    typical_level="Low–Medium",
    why_level="Cloud backups exist, but ops freeze",
    examples=("Tesco (2021)", "Maersk (2017)"),
    standing="below",
)
