"""The formats that ship, and that they cost nothing before they render."""

import subprocess
import sys

import pytest

from continuity_audit.reports import RenderOptions, Reporter, builtin_reporters
from reports.sample import empty, sample, source


def test_the_formats_and_their_files() -> None:
    assert [(one.name, one.media_type, one.extension) for one in builtin_reporters()] == [
        ("text", "text/plain", "txt"),
        ("json", "application/json", "json"),
        ("markdown", "text/markdown", "md"),
        ("html", "text/html", "html"),
        ("sarif", "application/sarif+json", "sarif"),
        ("junit", "application/xml", "xml"),
        ("gitlab", "application/json", "json"),
        ("github", "text/plain", "txt"),
    ]


def test_listing_the_formats_imports_none_of_what_they_need() -> None:
    program = (
        "import sys; from continuity_audit.reports import builtin_reporters; builtin_reporters(); "
        "print(sorted({'jinja2', 'rich', 'continuity_audit.reports.document'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_text_report_is_made_without_a_template() -> None:
    program = (
        "import sys; from reports.change_sample import changed; from reports.sample import source; "
        "from continuity_audit.reports import RenderOptions, builtin_reporters; "
        "assert builtin_reporters()[0].name == 'text'; "
        "builtin_reporters()[0].render(changed(), RenderOptions(sources=source, verbosity=1)); "
        "print(sorted({'jinja2', 'markupsafe'} & set(sys.modules)))"
    )
    path = ":".join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("reporter", builtin_reporters(), ids=lambda one: one.name)
def test_the_same_document_gives_the_same_text_whatever_the_hash_seed(reporter: Reporter) -> None:
    name = reporter.name
    program = (
        "import hashlib; from reports.sample import sample, source; "
        "from continuity_audit.reports import RenderOptions, builtin_reporters; "
        f"render = next(one.render for one in builtin_reporters() if one.name == {name!r}); "
        "text = render(sample(), RenderOptions(sources=source, verbosity=1)); "
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    path = ":".join(sys.path)
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": path, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
@pytest.mark.parametrize("reporter", builtin_reporters(), ids=lambda one: one.name)
def test_a_report_of_nothing_is_still_a_report(reporter: Reporter, verbosity: int) -> None:
    text = reporter.render(empty(), RenderOptions(verbosity=verbosity))
    assert text.strip()
    assert text.endswith("\n")
    text.encode()
    assert reporter.render(sample(), RenderOptions(verbosity=verbosity, sources=source))
