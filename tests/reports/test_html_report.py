"""The page: what it says, what an author cannot make it do, and what a real browser makes of it."""

import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.html_report import LISTED, render
from reports.sample import HOSTILE_ADDRESS, HOSTILE_NAME, empty, sample, source

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--virtual-time-budget=3000"),
)
HOSTILE_ROW = 11
BLOCKS = {*("li", "td", "th", "p", "h1", "h2", "h3", "h4", "div", "dt", "dd", "small", "em", "span", "b", "pre", "s")}
Dump = Callable[..., "Page"]


class Page(HTMLParser):
    """A page read back: its elements, and its text by section."""

    def __init__(self, text: str, log: str = "") -> None:
        super().__init__()
        self.log = log
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {"": []}
        self._open: list[str] = []
        self._silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self._silent += tag in ("script", "style")
        if tag in ("section", "details"):
            self._open.append(attributes.get("id") or attributes.get("aria-labelledby") or self._where())

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        self._silent -= tag in ("script", "style")
        if tag in ("section", "details"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.setdefault(self._where(), []).append(data)

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            self.words.setdefault(self._where(), []).append(" ")

    def _where(self) -> str:
        return self._open[-1] if self._open else ""

    def text(self, section: str) -> str:
        return " ".join("".join(self.words[section]).split())

    def everything(self) -> str:
        return " ".join(self.text(section) for section in self.words)


@pytest.fixture(scope="module")
def text() -> str:
    return render(sample(), RenderOptions(sources=source))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    """The page as a real browser has it once its script ran."""
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH: the page was not tried in a browser")

    def run(text: str, fragment: str = "") -> Page:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        done = subprocess.run(
            [CHROMIUM, *FLAGS, profile, "--dump-dom", file.as_uri() + fragment],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return Page(done.stdout, done.stderr)

    return run


def test_the_story_comes_in_order(page: Page) -> None:
    sections = [one.get("id") for tag, one in page.elements if tag == "section" and one.get("id")]
    assert sections == ["level", "sector", "what-if", "weakest", "components", "questions", "coverage"]
    assert page.text("level").startswith(
        "Resilience level Low 2 of 12 critical components would lose their only copy: orders and carts "
        "(2 when data is deleted or corrupted, 1 with one zone). Gate failed Components 13 "
        "Critical and high findings 5 Open questions 3 Not read 1 "
    )


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


def test_what_happens_if_a_zone_is_gone(page: Page) -> None:
    assert page.text("scene-zone") == (
        "A zone is gone One availability zone is gone. By the domain that fails "
        "If this fails continues recovers lost unknown eu-west-1a 7 3 3 0 eu-west-1b 9 3 0 1 "
        "Lost 1 orders database its only disk is in one zone and no backup is kept "
        "Falls because something else fell 2 checkout function lost because orders fails "
        "shop api lost because checkout → orders fails "
        "Redeployed from code 1 batch compute outage 15 min – 2 h, data loss none "
        f"Restarted by the platform 2 {HOSTILE_NAME} workload outage 30 s – 5 min, data loss none "
        "search workload outage 1–10 min, data loss none "
        "Unknown 1 sessions cache hangs on var.cache_multi_az "
        "Continues 6 billing database carts database public dns invoices object-storage uploads file-storage "
        "access_logs object-storage"
    )


def test_the_weakest_links_say_what_to_do(page: Page) -> None:
    assert (
        "orders database in infra/prod Low to Low–Medium 1 component lifted, 2 no longer fall with it "
        "What keeps it below Low–Medium "
        "lost Data is corrupted or deleted: no backups are kept "
        "lost A zone is gone: its only disk is in one zone and no backup is kept "
        "What falls with it checkout, shop What to do critical orders stands in one zone CA201 "
        "critical orders keeps no backups CA401"
    ) in page.text("weakest")


def test_questions_and_what_was_not_read(page: Page) -> None:
    assert (
        "What is var.cache_multi_az? Set it and 1 verdict is decided. "
        "In infra/prod, declared at infra/prod/variables.tf:8; concerns sessions"
    ) in page.text("questions")
    coverage = page.text("coverage")
    assert "42 files in 3 roots. 1 place could not be read, so this report is incomplete." in coverage
    assert "infra/old/legacy.tf:3 expected a value, found `}`" in coverage
    assert "CA102 batch is one machine: rebuilt nightly; accepted by | ops <b> (until 2027-01-31)" in coverage
    assert "3 files skipped" in coverage


def test_every_component_has_a_row_with_five_outcomes(page: Page) -> None:
    assert page.text("c-3") == (
        "checkout aws_lambda_function.checkout function Medium "
        "data data lost because of a dependency, instance instance recovers because of a dependency, "
        "zone zone lost because of a dependency, region region lost because of a dependency, "
        "account account lost because of a dependency,"
    )
    rows = [one["id"] for tag, one in page.elements if tag == "details" and one.get("class") == "row"]
    assert rows == [f"c-{number}" for number in range(13)]


def test_the_page_asks_no_network_for_anything(text: str, page: Page) -> None:
    for tag, attributes in page.elements:
        assert not {"src", "srcset", "action", "style"} & set(attributes), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert (attributes.get("href") or "#").startswith(("#", "data:,")), attributes
    assert set(re.findall(r"url\(\"?([a-z:/+]+)", text)) == {"data:image/svg+xml"}
    assert "@import" not in text


def test_only_the_scripts_of_the_page_stand_in_it(text: str, page: Page) -> None:
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "details"}, {}]
    assert text.count("</script") == 2
    policy = next(one["content"] for tag, one in page.elements if one.get("http-equiv"))
    assert policy is not None
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_no_secret_of_the_source_reaches_the_page() -> None:
    shown = render(sample(), RenderOptions(sources=lambda path, line: '  db_password = "hunter2"'))
    assert "hunter2" not in shown


def test_long_groups_name_some_and_count_the_rest() -> None:
    one = sample().components[6]
    many = tuple(msgspec.structs.replace(one, id=f"{one.id}-{number}") for number in range(LISTED + 1_200))
    told = Page(render(msgspec.structs.replace(sample(), components=many), RenderOptions())).text("scene-region")
    assert told.endswith("and 1,200 more, in every component")


def test_a_browser_runs_the_page_without_complaint_and_nothing_of_the_author(text: str, dump: Dump) -> None:
    page = dump(text, f"#c-{HOSTILE_ROW}")
    assert "CONSOLE" not in page.log
    assert page.text("").startswith("Continuity report: Low")
    assert [one for tag, one in page.elements if tag in ("img", "b") and "onerror" in one] == []
    assert sum(tag == "script" for tag, _ in page.elements) == 2
    row = next(one for tag, one in page.elements if one.get("id") == f"c-{HOSTILE_ROW}")
    assert "open" in row
    told = page.text(f"c-{HOSTILE_ROW}")
    assert HOSTILE_NAME in told
    assert HOSTILE_ADDRESS in told
    assert r"</script>=\x1b[2J, team|`=@everyone" in told
    assert r"replicas: 1 # </script><script>document.title='owned'</script> \x1b[31m" in page.everything()


def test_a_script_of_the_author_would_not_run_even_if_it_stood_in_the_page(text: str, dump: Dump) -> None:
    broken = text.replace("<body>", "<body><script>document.title='owned'</script>", 1)
    page = dump(broken)
    assert page.text("").startswith("Continuity report: Low")
    assert "Content Security Policy" in page.log


def test_an_opened_component_shows_evidence_chain_and_findings(text: str, dump: Dump) -> None:
    page = dump(text, "#c-0")
    told = page.everything()
    assert "multi_az = false infra/prod/main.tf:18 multi_az = false" in told
    assert "Outage 5–30 min, data loss none, estimated documented" in told
    assert "critical orders keeps no backups CA401 infra/prod/main.tf:19" in told
    links = {one.get("href") for tag, one in page.elements if one.get("class") == "source"}
    assert links == {"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html"}
    fell = dump(text, "#c-4")
    assert "Because checkout → orders fails." in fell.everything()


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("kind", "database", [0, 1, 2]),
        ("level", "Low–Medium", [5, 6, 11, 12]),
        ("root", "k8s/shop", [11, 12]),
        ("tier", "supporting", [10]),
        ("outcome", "z-lost", [0, 3, 4]),
        ("text", "LAMBDA check", [3]),
    ],
)
def test_the_filters(text: str, dump: Dump, field: str, value: str, shown: list[int]) -> None:
    """The policy lets no test script in, so the copy under test goes without it."""
    chosen = (
        f"<script>document.getElementById('f-{field}').value='{value}';"
        "document.getElementById('filters').dispatchEvent(new Event('input'));</script></body>"
    )
    copy = re.sub(r"<meta http-equiv[^>]*>", "", text).replace("</body>", chosen)
    page = dump(copy)
    rows = [one for tag, one in page.elements if tag == "details" and one.get("class") == "row"]
    assert [number for number, row in enumerate(rows) if "hidden" not in row] == shown
    assert f"{len(shown)} of 13 components" in page.text("components")


def test_a_report_of_nothing_opens_too(dump: Dump) -> None:
    page = dump(render(empty(), RenderOptions()))
    assert "CONSOLE" not in page.log
    assert page.text("level").startswith("Resilience level Not judged There is no critical component to judge.")
    assert page.text("coverage").endswith("There was nothing to audit.")
