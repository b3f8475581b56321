"""The comment on a pull request: posted once, replaced, brought up to date, and left alone where it is not ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api_stub import answering

SCRIPT = str(Path(__file__).resolve().parent.parent / "ci" / "comment.py")
PAGE = "<!-- continuity-audit: infra -->\n## Continuity\n\nThis change takes `orders` from Medium to Low.\n"
POSTED = PAGE.replace(": infra", ": infra/prod")


def _run(page: Path, address: str, **more: str) -> str:
    asked = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "acme/shop", "NUMBER": "12", "TOKEN": "t0k3n"}
    variables = {"PATH": os.environ["PATH"], **asked, "PAGE": str(page), "KEY": "infra/prod", **more}
    done = subprocess.run([sys.executable, "-I", SCRIPT], env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def _comment(number: int, body: str, author: str = "Bot") -> dict[str, Any]:
    return {"id": number, "body": body, "user": {"login": f"someone-{number}", "type": author}}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """What the audit wrote."""
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    return tmp_path / "page.md"


def test_the_first_comment_is_posted_with_a_marker_of_its_key(page: Path) -> None:
    others = [_comment(number, "hello") for number in range(150)] + [_comment(200, PAGE)]
    with answering(others) as stub:
        assert _run(page, stub.address) == ""
        assert stub.written == [("POST", "/repos/acme/shop/issues/12/comments", POSTED)]
        assert stub.tokens == {"Bearer t0k3n"}


def test_the_own_comment_is_replaced_wherever_it_stands(page: Path) -> None:
    old = "<!-- continuity-audit: infra/prod -->\r\nold"
    comments = [_comment(number, "hello") for number in range(150)] + [_comment(400, old, "User"), _comment(401, old)]
    with answering(comments) as stub:
        _run(page, stub.address)
        assert stub.written == [("PATCH", "/repos/acme/shop/issues/comments/401", POSTED)]


def test_a_comment_that_says_the_same_is_left(page: Path) -> None:
    with answering([_comment(1, POSTED)]) as stub:
        _run(page, stub.address)
        assert stub.written == []


def test_nothing_is_posted_where_nothing_changed_and_what_was_said_is_corrected(page: Path) -> None:
    page.write_text("", "utf-8")
    with answering([]) as stub:
        _run(page, stub.address)
        assert stub.written == []
    with answering([_comment(3, POSTED)]) as stub:
        _run(page, stub.address)
        [(method, path, body)] = stub.written
        assert (method, path) == ("PATCH", "/repos/acme/shop/issues/comments/3")
        assert body == (
            "<!-- continuity-audit: infra/prod -->\n## Continuity\n\n"
            "This change makes no difference to continuity any more, and the gate holds.\n"
        )


def test_without_rights_a_token_or_a_pull_request_it_only_says_so(page: Path) -> None:
    with answering([], forbidden=True) as stub:
        assert _run(page, stub.address) == (
            "::notice title=continuity-audit::the token may not comment here; the page is in the summary of the job\n"
        )
        assert "no token" in _run(page, stub.address, TOKEN="")
        assert "no pull request" in _run(page, stub.address, NUMBER="")
        assert stub.written == []
    assert _run(page, "http://127.0.0.1:9").startswith("::warning title=continuity-audit::the comment was not written:")


def test_a_key_cannot_end_the_marker(page: Path) -> None:
    with answering([]) as stub:
        _run(page, stub.address, KEY="a --> @b\nc")
        [(_, _, body)] = stub.written
        assert body.startswith("<!-- continuity-audit: a b c -->\n")
        _run(page, stub.address, KEY=".")
        assert stub.written[1][2].startswith("<!-- continuity-audit -->\n")
