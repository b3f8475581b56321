"""Where findings on what modules make are shown, and which comments accept them."""

from __future__ import annotations

import json
from pathlib import Path

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.document import Document
from continuity_audit.reports.sarif_report import render
from pipeline.trial import audited

REASON = 'reason="rebuilt nightly"'
CALLS = f"""\
module "one" {{
  source = "acme/db/trial"
}}

# continuity-audit: ignore CA401 {REASON}
module "two" {{
  source = "acme/db/trial"
}}

module "three" {{ # continuity-audit: ignore CA401 {REASON}
  source = "acme/db/trial"
}}
"""
INSTALLED = ".terraform/modules/db"
MANIFEST = {"Modules": [{"Key": key, "Source": "x", "Dir": INSTALLED} for key in ("one", "two", "three")]}
MODULE = '\nresource "trial_store" "it" {\n  data = "lost"\n}\n'
FILES = {"main.tf": CALLS, ".terraform/modules/modules.json": json.dumps(MANIFEST), f"{INSTALLED}/main.tf": MODULE}


def places(document: Document) -> dict[str, tuple[str | None, int | None, list[tuple[str, int | None, str]], bool]]:
    """By component, where its finding is shown, the related places, and whether it is accepted."""
    return {
        f"{finding.component}": (
            finding.file,
            finding.line,
            [(one.file, one.line, one.message) for one in finding.related],
            finding.suppressed is not None,
        )
        for finding in document.findings
    }


def test_a_registry_module_shows_once_per_call_and_a_comment_on_one_call_accepts_that_one(tmp_path: Path) -> None:
    inside = [(f"{INSTALLED}/main.tf", 2, "in the module")]
    assert places(audited(tmp_path, FILES)) == {
        ".::module.one.trial_store.it": ("main.tf", 1, inside, False),
        ".::module.two.trial_store.it": ("main.tf", 6, inside, True),
        ".::module.three.trial_store.it": ("main.tf", 10, inside, True),
    }


def test_sarif_names_files_of_the_repository_only(tmp_path: Path) -> None:
    text = render(audited(tmp_path, FILES), RenderOptions())
    assert f'"uri": "{INSTALLED}' not in text
    first = json.loads(text)["runs"][0]["results"][0]
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "main.tf"
    assert "relatedLocations" not in first
    assert first["message"]["text"].endswith(f"(in the module: {INSTALLED}/main.tf:2)")


def test_a_module_of_the_repository_shows_its_block_with_the_calls_that_lead_to_it(tmp_path: Path) -> None:
    files = {
        "a/main.tf": f'# continuity-audit: ignore CA401 {REASON}\nmodule "db" {{\n  source = "../m"\n}}\n',
        "b/main.tf": 'module "db" {\n  source = "../m"\n}\n',
        "m/main.tf": 'module "inner" {\n  source = "./inner"\n}\n',
        "m/inner/main.tf": MODULE,
    }
    inner = ("m/main.tf", 1, "called here")
    assert places(audited(tmp_path, files)) == {
        "a::module.db.module.inner.trial_store.it": (
            "m/inner/main.tf",
            2,
            [inner, ("a/main.tf", 2, "called here")],
            True,
        ),
        "b::module.db.module.inner.trial_store.it": (
            "m/inner/main.tf",
            2,
            [inner, ("b/main.tf", 1, "called here")],
            False,
        ),
    }


def test_a_call_inside_an_installed_module_leads_to_the_call_that_people_own(tmp_path: Path) -> None:
    folders = {"db": INSTALLED, "db.x": f"{INSTALLED}/x"}
    nested = {"Modules": [{"Key": key, "Source": "x", "Dir": folder} for key, folder in folders.items()]}
    files = {
        "main.tf": 'module "db" {\n  source = "acme/db/trial"\n}\n',
        ".terraform/modules/modules.json": json.dumps(nested),
        f"{INSTALLED}/main.tf": 'module "x" {\n  source = "./x"\n}\n',
        f"{INSTALLED}/x/main.tf": MODULE,
    }
    assert places(audited(tmp_path, files)) == {
        ".::module.db.module.x.trial_store.it": (
            "main.tf",
            1,
            [(f"{INSTALLED}/x/main.tf", 2, "in the module"), (f"{INSTALLED}/main.tf", 1, "called here")],
            False,
        )
    }
