"""The published contract: it round-trips, its schema holds, and it leans on nothing else."""

import ast
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from continuity_audit.reports import RenderOptions, document
from continuity_audit.reports.document import Document, json_schema, load
from continuity_audit.reports.json_report import render
from reports.sample import empty, sample

# Written out by hand from the page that fixes the JSON: nothing of it may ever go away.
PROMISED = {
    "Document": {"schema_version", "tool", "estate", "components", "findings", "rules", "assessment"},
    "Tool": {"name", "version"},
    "EstateSummary": {"paths", "roots", "files", "incomplete", "unread", "skipped", "unresolved"},
    "Root": {"path", "language"},
    "Unread": {"path", "line", "reason"},
    "Skipped": {"path", "reason"},
    "Unresolved": {"name", "root", "affects"},
    "ComponentEntry": {
        *("id", "root", "address", "name", "kind", "type", "provider", "file", "line", "end_line", "stateful"),
        *("tier", "tags", "placement", "outcomes", "effective", "depends_on", "level", "environment"),
    },
    "Placement": {"account", "regions", "zones"},
    "Outcomes": {"data", "instance", "zone", "region", "account"},
    "OutcomeEntry": {"outcome", "by", "why", "evidence", "rto", "rpo", "unknown"},
    "EvidenceEntry": {"address", "attribute", "value", "file", "line"},
    "EffectiveEntry": {"outcome", "because"},
    "LevelInterval": {"at_least", "at_most"},
    "FindingEntry": {
        *("rule", "severity", "component", "scenario", "message", "file", "line", "remediation"),
        *("fingerprint", "suppressed", "related"),
    },
    "Related": {"file", "line", "message"},
    "RuleEntry": {
        *("id", "name", "family", "severity", "status", "since", "scenarios", "title", "rationale", "remediation"),
        *("examples", "references", "url"),
    },
    "AssessmentEntry": {"level", "components_by_level", "scenarios", "sector", "gate"},
    "ScenarioCount": {"scenario", "domain", "continues", "recovers", "lost", "unknown"},
    "SectorEntry": {"slug", "name", "risk", "typical_level", "standing"},
    "Gate": {"passed", "reasons"},
}


@pytest.mark.parametrize("made", [sample(), empty()], ids=["sample", "empty"])
def test_the_json_report_validates_against_its_schema_and_loads_back(made: Document) -> None:
    text = render(made, RenderOptions())
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(msgspec.json.decode(text), schema, jsonschema.Draft202012Validator)
    assert load(text.encode()) == made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 2),
        (("components", 0, "outcomes", "zone", "outcome"), "survives"),
        (("components", 0, "outcomes", "zone"), None),
        (("components", 0, "effective"), {"planet": {"outcome": "lost", "because": []}}),
        (("components", 0, "level", "at_least"), "Low-Medium"),
        (("findings", 0, "severity"), "urgent"),
        (("assessment", "components_by_level"), {"Lowest": 1}),
        (("assessment", "sector", "standing"), "unsure"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_what_the_contract_does_not_allow_is_refused_by_schema_and_reader(path: tuple[Any, ...], value: Any) -> None:
    data = msgspec.json.decode(render(sample(), RenderOptions()))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema(), jsonschema.Draft202012Validator)
    with pytest.raises(msgspec.ValidationError):
        load(msgspec.json.encode(data))


def test_a_field_of_a_later_version_is_no_error() -> None:
    data = msgspec.json.decode(render(sample(), RenderOptions()))
    data["components"][0]["colour"] = "blue"
    jsonschema.validate(data, json_schema(), jsonschema.Draft202012Validator)
    assert load(msgspec.json.encode(data)) == sample()


def test_every_promised_field_is_there() -> None:
    definitions = json_schema()["$defs"]
    for name, fields in PROMISED.items():
        assert fields <= set(definitions[name]["properties"]), name


def test_the_contract_imports_nothing_of_the_audit() -> None:
    tree = ast.parse(Path(document.__file__).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported == {"collections.abc", "typing", "msgspec"}
