"""Keeps one comment on a pull request of GitHub up to date: the page that `check --diff --format markdown` wrote.

Nothing but Python's own library. The environment says all: GITHUB_API_URL, GITHUB_REPOSITORY, NUMBER (of the pull
request), TOKEN, PAGE (the file) and KEY, which tells several audits of one repository apart. An empty page posts
nothing, and brings a comment that is there already up to date. A token without the right to comment, as for a change
from a fork, is said and fails nothing.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

TIMEOUT: Final = 30
PAGES: Final = 50
PER_PAGE: Final = 100
SOLVED: Final = "## Continuity\n\nThis change makes no difference to continuity any more, and the gate holds.\n"


def main() -> int:
    """Post, replace, or do nothing."""
    number, token = os.environ["NUMBER"], os.environ.get("TOKEN", "")
    if not number.isdigit():
        return _say("notice", "there is no pull request to comment on")
    if not token:
        return _say("notice", "there is no token to comment with; the page is in the summary of the job")
    try:
        return _keep(GitHub(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], number, token))
    except urllib.error.HTTPError as problem:
        if problem.code in (401, 403, 404):
            return _say("notice", "the token may not comment here; the page is in the summary of the job")
        return _say("warning", f"the comment was not written: {problem}")
    except (OSError, ValueError) as problem:
        return _say("warning", f"the comment was not written: {problem}")


def _keep(github: GitHub) -> int:
    page = Path(os.environ["PAGE"]).read_text("utf-8")
    marker = _marker(os.environ.get("KEY", ""))
    _, _, text = page.partition("\n") if page.startswith("<!-- continuity-audit") else ("", "", page)
    own = github.own_comment(marker)
    if own is None and not text.strip():
        return 0
    body = f"{marker}\n{text if text.strip() else SOLVED}"
    if own is None:
        github.post(body)
    elif own["body"] != body:
        github.replace(own["id"], body)
    return 0


def _marker(key: str) -> str:
    name = " ".join(filter(None, (re.sub(r"[^A-Za-z0-9._/]+", "-", part).strip("-") for part in key.split())))
    return f"<!-- continuity-audit{f': {name}' if name not in ('', '.') else ''} -->"


class GitHub:
    """The comments of one pull request."""

    def __init__(self, api: str, repository: str, number: str, token: str) -> None:
        self._api = api.rstrip("/")
        self._issue = f"/repos/{repository}/issues/{number}/comments"
        self._comments = f"/repos/{repository}/issues/comments"
        self._token = token

    def own_comment(self, marker: str) -> dict[str, Any] | None:
        """The comment that begins with the marker and that this token wrote: nobody else's is replaced."""
        name = self._name()
        for comment in self._all():
            author = comment.get("user") or {}
            is_own = author.get("login") == name if name else author.get("type") == "Bot"
            if is_own and str(comment.get("body", "")).partition("\n")[0].strip() == marker:
                return comment
        return None

    def post(self, body: str) -> None:
        """A new comment."""
        self._ask("POST", self._issue, {"body": body})

    def replace(self, number: int, body: str) -> None:
        """Another text for a comment."""
        self._ask("PATCH", f"{self._comments}/{number}", {"body": body})

    def _name(self) -> str:
        """Whose token it is; nobody's where it is that of an app, as the job's own is."""
        try:
            return str(self._ask("GET", "/user").get("login", ""))
        except urllib.error.HTTPError as problem:
            if problem.code in (401, 403):
                return ""
            raise

    def _all(self) -> Iterator[dict[str, Any]]:
        for page in range(1, PAGES + 1):
            found = self._ask("GET", f"{self._issue}?per_page={PER_PAGE}&page={page}")
            yield from found
            if len(found) < PER_PAGE:
                return

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the address is the runner's
            self._api + path,
            method=method,
            data=None if data is None else json.dumps(data).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "User-Agent": "continuity-audit",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
            return json.load(answer)


def _say(level: str, text: str) -> int:
    print(f"::{level} title=continuity-audit::{' '.join(str(text).split())}")  # noqa: T201 - a workflow command
    return 0


if __name__ == "__main__":
    sys.exit(main())
