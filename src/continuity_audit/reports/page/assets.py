"""The style and the script of the page: small files, joined when it is rendered, and the policy that names them."""

import hashlib
from base64 import b64encode
from typing import Final

from continuity_audit.reports.templating import TEMPLATES

STYLES: Final = (
    *("system", "frame", "level", "sector", "failures", "weakest", "components", "detail"),
    *("narrow", "forced", "print"),
)
SCRIPTS: Final = ("dom", "data", "state", "marks", "picture", "failures", "detail", "list", "printing", "main")


def style() -> str:
    """The style sheet."""
    return _joined("css", STYLES)


def script() -> str:
    """The script: its files share one scope that nothing else sees."""
    return f'\n"use strict";\n(() => {{{_joined("js", SCRIPTS)}}})();\n'


def policy(style: str, script: str) -> str:
    """A content security policy that lets only this page's own style and script take effect."""
    return (
        f"default-src 'none'; style-src {_allowed(style)}; script-src {_allowed(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _joined(kind: str, names: tuple[str, ...]) -> str:
    folder = TEMPLATES / "page" / kind
    return "\n" + "".join((folder / f"{name}.{kind}").read_text(encoding="utf-8") for name in names)


def _allowed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
