"""Sources of modules as they are written, and the folders that a map names for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.discovery import DiscoveryError, discover
from continuity_audit.discovery.source_map import SourceMap, source_named

SAME = {
    "github.com/acme/modules": (
        "github.com/acme/modules",
        "git::https://github.com/acme/modules.git",
        "git::ssh://git@github.com/acme/modules.git",
        "git@github.com:acme/modules.git",
        "git::git@github.com:acme/modules",
        "https://GitHub.com/acme/modules",
    ),
    "github.com/acme/modules//rds/aurora?ref=v1.2": (
        "github.com/acme/modules/rds/aurora?ref=v1.2",
        "git::https://token:x-oauth@github.com/acme/modules.git//rds/aurora/?depth=1&ref=v1.2",
    ),
    "git.acme.com/infra/modules//rds": ("git::ssh://git@git.acme.com:2222/infra/modules.git//rds",),
    "dev.azure.com/acme/infra/_git/modules//rds": ("git::https://acme@dev.azure.com/acme/infra/_git/modules//rds",),
    "acme/rds/aws": ("registry.terraform.io/acme/rds/aws", "tfr:///acme/rds/aws", "acme/rds/aws"),
    "acme/rds/aws//modules/proxy?ref=1.2.0": ("tfr://registry.opentofu.org/acme/rds/aws//modules/proxy?version=1.2.0",),
    "app.terraform.io/acme/rds/aws": ("app.terraform.io/acme/rds/aws", "tfr://app.terraform.io/acme/rds/aws"),
    "s3::https://s3.amazonaws.com/acme/rds.zip": ("s3::https://key:word@s3.amazonaws.com/acme/rds.zip",),
}


@pytest.mark.parametrize(("named", "text"), [(named, text) for named, texts in SAME.items() for text in texts])
def test_a_source_is_the_same_however_it_is_spelled(named: str, text: str) -> None:
    assert str(source_named(text)) == named
    assert source_named(named) == source_named(text)


@pytest.mark.parametrize(
    "text", ["", "./rds", "../modules//rds", "/modules/rds", ".", "?ref=v1", f"acme/rds/aws//{'a/' * 1_000}b"]
)
def test_a_path_is_no_source_of_elsewhere(text: str) -> None:
    assert source_named(text) is None


def _map(**folders: str) -> SourceMap:
    named = {source_named(text): folder for text, folder in folders.items()}
    return SourceMap({source: folder for source, folder in named.items() if source})


MAPPED = {
    "github.com/acme/modules": "modules",
    "github.com/acme/modules//rds?ref=v1": "old/rds",
    "github.com/acme/modules//net": "network",
    "acme/rds/aws": ".",
}


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("git@github.com:acme/modules.git//s3?ref=v1", "modules/s3"),
        ("git@github.com:acme/modules.git", "modules"),
        ("git@github.com:acme/modules.git//rds?ref=v1", "old/rds"),
        ("git@github.com:acme/modules.git//rds/proxy?ref=v1", "old/rds/proxy"),
        ("git@github.com:acme/modules.git//rds?ref=v2", "modules/rds"),
        ("git@github.com:acme/modules.git//net/vpc", "network/vpc"),
        ("git@github.com:acme/modules.git//network", "modules/network"),
        ("acme/rds/aws//modules/proxy", "modules/proxy"),
        ("acme/rds/aws", "."),
        ("github.com/acme/modules-old//s3", None),
        ("github.com/acme/modules//../../s3", None),
        ("acme/rds/azurerm", None),
        ("./modules", None),
    ],
)
def test_the_longest_source_that_is_mapped_counts(text: str, folder: str | None) -> None:
    assert _map(**MAPPED).folder(text) == folder
    assert SourceMap().folder(text) is None


def test_a_map_leads_only_to_folders_that_are_audited(tmp_path: Path) -> None:
    for name in ("live", "modules/rds"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "live/main.tf").write_text("")
    live, modules = tmp_path / "live", tmp_path / "modules"
    tree = discover([live, modules], sources={"acme/rds/aws": modules / "rds"})
    assert tree.source_map.folder("acme/rds/aws") == "modules/rds"
    for sources, said in (
        ({"acme/rds/aws": modules}, f"{modules} is not audited: name it, or a folder around it, as a PATH too"),
        ({"acme/rds/aws": live / "main.tf"}, f"{live / 'main.tf'} is not a folder"),
        ({"./rds": live}, "./rds is a path, expected the source of modules that lie elsewhere"),
    ):
        with pytest.raises(DiscoveryError, match="source map: ") as caught:
            discover([live], sources=sources)
        assert str(caught.value) == f"source map: {said}"
    with pytest.raises(DiscoveryError, match="no such file or directory"):
        discover([live], sources={"acme/rds/aws": tmp_path / "none"})
