"""The page as it is written: what it says, and what an author cannot make it do."""

import json
import re

import msgspec
import pytest

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.html_report import NAMED_UP_TO, QUESTIONS_SHOWN, THEN_LISTED, render
from reports.html_page import Page
from reports.large import large, simulated
from reports.sample import empty, sample, source


@pytest.fixture(scope="module")
def text() -> str:
    return render(sample(), RenderOptions(sources=source))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_the_story_comes_in_order(page: Page) -> None:
    sections = [one.get("id") for tag, one in page.elements if tag == "section" and one.get("id")]
    assert sections == ["level", "sector", "what-if", "weakest", "components", "questions", "coverage"]
    assert page.text("level").startswith(
        "Resilience level of this estate Low 2 of 12 critical components would lose their only copy: orders and carts "
        "(2 when data is deleted or corrupted, 1 with one zone). Gate failed Components 13 "
        "Critical and high findings 5 Open questions 3 Not read 1 "
    )


def test_a_level_counts_those_that_unknown_values_alone_keep_there(page: Page) -> None:
    told = page.text("level")
    assert "destroys an only copy. 4 components, 31 %; 1 may stand higher Low–Medium" in told
    assert "loss of an instance or a zone. 3 components, 23 % High" in told


def test_the_three_questions_are_answered_at_the_top(page: Page) -> None:
    assert (
        "If a region goes 12 of 13 components stop or may stop: 5 are lost, 6 must be brought back and of 1 the code "
        "does not say. See what stops What to fix first orders , database. Data is corrupted or deleted: no backups "
        "are kept. See the list What the code does not say 3 open questions. The first alone decides 1 verdict. "
        "See the questions Why the gate fails"
    ) in page.text("level")
    links = [one["href"] for tag, one in page.elements if tag == "a" and one.get("href") in ("#what-if", "#weakest")]
    assert links == ["#what-if", "#weakest", "#what-if", "#weakest"]


def test_all_rows_of_the_matrix_stand_with_this_estate_marked(page: Page) -> None:
    told = page.text("sector")
    assert told.startswith(
        "Where that leaves you in your sector Retail & Logistics runs at High risk and typically has Low–Medium "
        "resilience. This estate stands below that."
    )
    for row in sample().assessment.matrix:
        assert row.name in told
        assert row.why_risk is not None
        assert row.why_risk in told
    assert sum(tag == "tr" and one.get("class") == "mine" for tag, one in page.elements) == 1
    assert told.count("your sector") == 2
    assert "Centralised ordering/routing Low this estate Low–Medium typical level: Cloud backups exist" in told


def test_all_failures_stand_side_by_side(page: Page) -> None:
    assert (
        "If this fails Shares continues recovers lost unknown Longest recovery "
        "Data is corrupted or deleted 5 3 4 1 30 min – 4 h "
        "An instance dies 9 4 0 0 15 min – 2 h "
        "A zone is gone 6 3 3 1 15 min – 2 h "
    ) in page.text("what-if")


def test_a_named_region_is_what_the_page_opens_with() -> None:
    document = large(2)
    page = Page(render(document, RenderOptions(failures=lambda: simulated(document))))
    assert "Each component's own region eu-west-1 14 stop us-east-1 14 stop" in page.text("what-if")
    assert "Region eu-west-1 is gone" in page.text("what-if")
    boxes = [one for tag, one in page.elements if tag == "div" and (one.get("class") or "").split()[:1] == ["region"]]
    assert [(one["class"], one.get("data-struck"), one.get("data-assumed")) for one in boxes] == [
        ("region struck", "5", None),
        ("region", "6", None),
        ("region assumed", None, "5 6 7"),
        ("region assumed", None, "5 6 7"),
    ]


def test_few_components_bear_their_names_in_the_picture_and_many_are_marks() -> None:
    few, many = Page(render(large(2), RenderOptions())), Page(render(large(6), RenderOptions()))
    assert 26 <= NAMED_UP_TO < 78
    assert sum(one.get("class", "").startswith("chip ") for tag, one in few.elements if tag == "a") == 26  # type: ignore[union-attr]
    assert not [one for tag, one in many.elements if tag == "a" and (one.get("class") or "").startswith("chip ")]
    fields = [one for tag, one in many.elements if tag == "svg" and one.get("class") == "field"]
    assert [one["data-members"] for one in fields][:2] == ["27-28 66-67", "35 74"]


def test_the_findings_that_fail_the_gate_are_named(page: Page) -> None:
    failing = [entry for entry in sample().findings if entry.fails_gate]
    told = page.text("level")
    assert (
        f"{len(failing)} findings that fail it critical orders stands in one zone CA201 orders infra/prod/main.tf:18"
        in told
    )
    assert all(entry.message in told for entry in failing)


def test_a_finding_that_weighs_less_for_its_tier_says_so(text: str) -> None:
    assert "weighs medium, not critical, as its component's tier is supporting" in text.replace("\\u0027", "'")


def test_the_weakest_links_say_what_to_do(page: Page) -> None:
    assert (
        "orders database in infra/prod Low to Low–Medium 1 component lifted, 2 no longer fall with it "
        "What keeps it below Low–Medium "
        "lost Data is corrupted or deleted: no backups are kept "
        "lost A zone is gone: its only disk is in one zone and no backup is kept "
        "What falls with it checkout, shop What to do critical fails the gate orders stands "
        "in one zone CA201 infra/prod/main.tf:18 "
    ) in page.text("weakest")
    assert "What to answer What is module.backup? Run terraform init before the audit" in page.text("weakest")


def test_questions_say_how_they_are_answered(page: Page) -> None:
    assert (
        "What is var.cache_multi_az? Set it and 1 verdict is decided. Audit with --var cache_multi_az=VALUE or "
        "--var-file FILE, or give the variable a default. "
        "In infra/prod, declared at infra/prod/variables.tf:8; concerns sessions"
    ) in page.text("questions")


def test_what_was_not_read(page: Page) -> None:
    coverage = page.text("coverage")
    assert "42 files in 3 roots. 1 place could not be read, so this report is incomplete." in coverage
    assert "infra/old/legacy.tf:3 expected a value, found `}`" in coverage
    assert "CA102 batch is one machine: rebuilt nightly; accepted by | ops <b> (until 2027-01-31)" in coverage
    assert "3 files skipped" in coverage


def test_what_is_left_out_is_said() -> None:
    document = large(60)
    told = Page(render(document, RenderOptions())).text("questions")
    assert told.endswith(
        f"{60 * 3 + 2 - QUESTIONS_SHOWN - THEN_LISTED} questions more are left out here; --format json lists all."
    )


def test_every_component_has_a_row_with_five_outcomes_without_scripts(text: str) -> None:
    lists = re.findall(r"<noscript>(.*?)</noscript>", text, re.DOTALL)
    rows = Page(lists[-1])
    assert [one["id"] for tag, one in rows.elements if tag == "tr" and "id" in one] == [f"c-{n}" for n in range(13)]
    assert "aws_lambda_function.checkout infra/prod function Medium lost recovers lost lost lost" in rows.text("")


def test_the_page_asks_no_network_for_anything(text: str, page: Page) -> None:
    for tag, attributes in page.elements:
        assert not {"src", "srcset", "action", "style"} & set(attributes), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert (attributes.get("href") or "#").startswith(("#", "data:,")), attributes
    assert set(re.findall(r"url\(\"?([a-z:/+]+)", text)) == {"data:image/svg+xml"}
    assert "@import" not in text


def test_only_the_scripts_of_the_page_stand_in_it(text: str, page: Page) -> None:
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    assert scripts == [
        {"type": "application/json", "id": "data"},
        {"type": "application/json", "id": "details"},
        {},
    ]
    assert text.count("</script") == 3
    policy = next(one["content"] for tag, one in page.elements if one.get("http-equiv"))
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_every_id_stands_once_and_every_link_leads_somewhere() -> None:
    page = Page(render(large(3), RenderOptions(sources=source)))
    ids = [one["id"] for _, one in page.elements if "id" in one]
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for tag, one in page.elements if tag == "a" and one.get("href")} <= set(ids)  # type: ignore[index]


def test_the_same_document_gives_the_same_bytes(text: str) -> None:
    assert render(sample(), RenderOptions(sources=source)) == text


def test_no_secret_of_the_source_reaches_the_page() -> None:
    shown = render(sample(), RenderOptions(sources=lambda path, line: '  db_password = "hunter2"'))
    assert "hunter2" not in shown


def test_what_many_components_share_is_written_once() -> None:
    def details(copies: int) -> int:
        found = re.search(r'id="details">(.*?)</script>', render(large(copies), RenderOptions()), re.DOTALL)
        assert found is not None
        shared = json.loads(found[1].split("\n")[0])
        assert len(found[1].split("\n")) == 13 * copies + 1
        return len(shared)

    assert details(1) == details(40)


def test_a_report_of_nothing() -> None:
    page = Page(render(empty(), RenderOptions()))
    assert page.text("level").startswith(
        "Resilience level of this estate Not judged There is no critical component to judge."
    )
    assert page.text("coverage").endswith("There was nothing to audit.")
    assert [one.get("id") for tag, one in page.elements if tag == "section"] == ["level", "coverage"]


def test_an_unnamed_sector_draws_the_level_across_all() -> None:
    document = sample()
    plain = msgspec.structs.replace(document, assessment=msgspec.structs.replace(document.assessment, sector=None))
    assert "No sector was named" in Page(render(plain, RenderOptions())).text("sector")
