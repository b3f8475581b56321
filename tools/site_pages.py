"""What MkDocs does not do by itself: pages from outside of docs/, and patterns in the navigation."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

PROJECT_PAGES: Final = {
    "README.md": "project/readme.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "fixtures/README.md": "project/fixtures.md",
}
"""Pages of the repository that are pages of the site too, and where they stand there."""
SOURCES: Final = {on_site: source for source, on_site in PROJECT_PAGES.items()}
REPOSITORY: Final = "https://github.com/continuity-audit/continuity-audit/blob/main/"
"""Where a link leads whose file is in the repository and not on the site."""
LINK: Final = re.compile(r"(?P<before>\]\()(?P<path>[^)\s#:]+)(?P<anchor>#[^)\s]*)?(?P<after>\))")
CODE: Final = re.compile(r"^( *)```.*?^\1```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages that a pattern of the navigation matches in its place."""
    docs = Path(config.docs_dir)
    listed = set(_paths(config.nav))
    config.nav = _expanded(config.nav, docs, listed)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from outside of docs/."""
    top = Path(config.config_file_path).parent
    for source, on_site in PROJECT_PAGES.items():
        files.append(File.generated(config, on_site, content=(top / source).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links to where their files stand on the site, or else to the repository."""
    here = page.file.src_uri
    source = SOURCES.get(here, f"docs/{here}")
    top = Path(config.config_file_path).parent

    def led(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link["path"]))
        anchor = link["anchor"] or ""
        on_site = PROJECT_PAGES.get(target, target.removeprefix("docs/") if target.startswith("docs/") else "")
        if on_site:
            path = posixpath.relpath(on_site, posixpath.dirname(here) or ".")
        elif (top / target).exists():
            path = REPOSITORY + target
        else:
            path = link["path"]  # MkDocs says that it is broken
        return f"{link['before']}{path}{anchor}{link['after']}"

    pieces, end = [], 0
    for code in CODE.finditer(markdown):
        pieces += [LINK.sub(led, markdown[end : code.start()]), code[0]]
        end = code.end()
    return _as_github_reads_lists("".join([*pieces, LINK.sub(led, markdown[end:])]))


def _as_github_reads_lists(markdown: str) -> str:
    """Python-Markdown wants four spaces below a number, and an empty line before a list."""
    lines: list[str] = []
    numbered = fenced = False
    for line in markdown.splitlines():
        before = lines[-1] if lines else ""
        numbered = bool(re.match(r"\d+\. ", line)) or (numbered and (not line or line.startswith("   ")))
        if not fenced and re.match(r"- |1\. ", line) and before and not re.match(r"\s|- |\d+\. ", before):
            lines.append("")
        lines.append(f" {line}" if numbered and line.startswith("   ") else line)
        fenced ^= line.lstrip().startswith("```")
    return "\n".join(lines) + "\n"


def _paths(nav: Any) -> list[str]:
    match nav:
        case str():
            return [nav]
        case list():
            return [path for item in nav for path in _paths(item)]
        case dict():
            return [path for item in nav.values() for path in _paths(item)]
    raise TypeError(nav)


def _expanded(nav: Any, docs: Path, listed: set[str]) -> list[Any]:
    """The navigation with patterns replaced; what is named in it stands only there, and empty sections are left out."""
    items: list[Any] = []
    for item in nav:
        if isinstance(item, str) and "*" in item:
            names = (PurePosixPath(p.relative_to(docs).as_posix()) for p in sorted(docs.glob(item)))
            items += [{_short(docs, name): str(name)} for name in names if str(name) not in listed]
        elif isinstance(item, dict):
            [(title, below)] = item.items()
            inner = _expanded(below, docs, listed) if isinstance(below, list) else below
            items += [{title: inner}] if inner else []
        else:
            items.append(item)
    return items


def _short(docs: Path, name: PurePosixPath) -> str:
    """How a page is called in the navigation: a rule and a type by name, others by title."""
    if name.parts[0] == "types":
        return name.stem
    first = (docs / name).read_text("utf-8").partition("\n")[0]
    return first.removeprefix("# ")
