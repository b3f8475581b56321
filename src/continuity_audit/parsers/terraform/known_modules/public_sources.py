"""The sources of modules that name a public one: addresses of the registry, and its repository on GitHub.

Sources: https://developer.hashicorp.com/terraform/language/modules/sources,
https://docs.github.com/repositories/working-with-files/using-files/downloading-source-code-archives
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import without_logins, without_secrets

PARTS: Final = 3
"""A version has three numbers: major, minor and patch."""

SUBMODULE: Final = r"(?://(?:(?P<sub>[\w-]+(?:/[\w-]+)*)|\.)?/?)?(?:\?(?P<query>.*))?"
"""What of a module: a folder of it, or its own, which ``//`` and ``//.`` are too, as Terragrunt's units often end."""
REGISTRY: Final = pattern(
    r"(?:registry\.(?:terraform\.io|opentofu\.org)/|tfr://(?:registry\.(?:terraform\.io|opentofu\.org))?/)?"
    r"(?P<namespace>[\w-]+)/(?P<name>[\w-]+)/(?P<provider>[\w-]+)" + SUBMODULE
)
"""A private registry, whose address begins with another host, has modules of its own under the same names."""
GITHUB_NAME: Final = r"(?P<namespace>[\w-]+)/terraform-(?P<provider>[a-z]+)-(?P<name>[\w-]+)"
USER: Final = r"(?:[^@/?#]*@)?"
GIT: Final = pattern(
    rf"(?:git::)?(?:(?:https?|ssh|git)://{USER}|[\w.-]+@)?(?:www\.)?github\.com(?::\d+/|[/:])/?"
    rf"{GITHUB_NAME}(?:\.git)?/?" + SUBMODULE
)
"""The repository as git clones it: by HTTPS or SSH, in git's short form (``git@github.com:…``) or Terraform's."""
ARCHIVE: Final = pattern(
    rf"https://{USER}(?:"
    rf"(?:www\.)?github\.com/{GITHUB_NAME}/archive/(?:refs/)?(?:tags/|heads/)?(?P<tag>[^/?]+?)\.(?:zip|tar\.gz|tgz)"
    rf"|(?:api\.github\.com/repos|codeload\.github\.com)/{GITHUB_NAME.replace('(?P<', '(?P<of_')}"
    r"/(?:tarball|zipball|tar\.gz|zip)/(?:refs/)?(?:tags/|heads/)?(?P<of_tag>[^/?]+)"
    r")(?://(?:[*]|terraform-[^/?]+|[\w-]+-terraform-[^/?]+)(?:/(?P<sub>[\w-]+(?:/[\w-]+)*))?/?)?(?:\?.*)?"
)
"""An archive of the repository, in which everything stands in one folder."""
REF: Final = pattern(r"(?:^|&)(?:ref|version)=(?:refs/)?(?:tags/)?v?(\d+(?:\.\d+)*)(?:&|$)")
SHOWN_REF: Final = pattern(r"(?:^|&)((?:ref|version)=[^&]*)")
TAG: Final = pattern(r"v?(\d+(?:\.\d+)*)")


class PublicSource(Struct, frozen=True):
    """A public module: its name (``namespace/name/provider``), what of it (``//modules/…``), and its version.

    ``version`` is the constraint that the source states, empty where it states none.
    """

    module: str
    inside: str = ""
    version: str = ""


def public_source(source: str) -> PublicSource | None:
    """The public module that a source as written names, as far as its form tells; nothing where it names none."""
    found = REGISTRY.fullmatch(source) or GIT.fullmatch(source)
    if found is not None:
        ref = REF.search(found["query"] or "")
        name = found["name"].removesuffix(".git")
        return _named(found["namespace"], name, found["provider"], found["sub"], ref and ref[1])
    found = ARCHIVE.fullmatch(source)
    if found is None:
        return None
    prefix = "" if found["name"] else "of_"
    tag = TAG.fullmatch(found[f"{prefix}tag"])
    namespace, name, provider = (found[f"{prefix}{part}"] for part in ("namespace", "name", "provider"))
    return _named(namespace, name, provider, found["sub"], tag and tag[1])


def without_query(source: str) -> str:
    """The address of a source; an expression that decides between some, which has blanks in it, is told whole."""
    return source if " " in source else source.partition("?")[0]


def shown(source: str, version: str = "") -> str:
    """A source as reports may show it: without a login, and of its query the version alone; with the one beside it."""
    address = without_query(source)
    query = source.removeprefix(address)
    ref = SHOWN_REF.search(query)
    told = f"{without_logins(address)}{f'?{ref[1]}' if ref else ''}"
    return without_secrets(f"{told} {version}" if version else told)


def _named(namespace: str, name: str, provider: str, sub: str | None, tag: str | None) -> PublicSource:
    return PublicSource(f"{namespace}/{name}/{provider}", f"//{sub}" if sub else "", _tagged(tag) if tag else "")


def _tagged(ref: str) -> str:
    """The constraint that a tag or branch named after a version states: one of fewer numbers stands for the newest."""
    return ref if ref.count(".") >= PARTS - 1 else f"~> {ref}.0"


__all__ = ["PARTS", "PublicSource", "public_source", "shown"]
