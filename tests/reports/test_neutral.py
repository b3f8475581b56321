"""Author-controlled text made harmless."""

import pytest
from msgspec.structs import replace

from continuity_audit.reports.neutral import sanitised, source_line, visible, visible_block, without_commands
from reports.sample import sample, source


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – Größe 東京 🚀", "plain – Größe 東京 🚀"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\x9b31mb", r"a\x9b31mb"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("bad\udcff", r"bad\udcff"),
    ],
)
def test_what_is_not_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_no_character_is_spelled_out_only_beside_another() -> None:
    characters = map(chr, (*range(0x10000), *range(0xE0000, 0xE0100)))
    assert [one for one in characters if visible(f"{one}\0") != f"{one}\\x00" and visible(one) == one] == []


def test_a_block_keeps_its_lines() -> None:
    assert visible_block("a {\n\tb\x07\n}") == "a {\n\tb\\x07\n}"


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("::error::x", "\\::error::x"),
        ("a\n   ::warning::x", "a\n   \\::warning::x"),
        ("\x1b[1m::error::x", "\x1b[1m\\::error::x"),
        ("\x1b[1;31m::error::x \x1b[0m::y", "\x1b[1;31m\\::error::x \x1b[0m\\::y"),
        ("\u2003::error::x :::y", "\u2003\\::error::x \\:::y"),
        ("\x1b[1mroot\x1b[0m prom::aws_vpc.main m::x", "\x1b[1mroot\x1b[0m prom::aws_vpc.main m::x"),
        ("root::aws_vpc.main", "root::aws_vpc.main"),
        ("say ##[error]x ##vso[task.setvariable]y", "say ##\\[error]x ##vso\\[task.setvariable]y"),
    ],
)
def test_no_line_is_a_command_to_a_ci_system(text: str, harmless: str) -> None:
    assert without_commands(text) == harmless


def test_a_document_is_cleaned_throughout_and_remediations_keep_their_lines() -> None:
    clean = sanitised(sample())
    web = next(component for component in clean.components if component.address.startswith("Deployment/"))
    assert web.tags == {"</script>": r"\x1b[2J", "team|`": "@everyone"}
    assert [entry.remediation for entry in clean.findings if entry.remediation] == [
        'resource "aws_db_instance" "orders" {\n  backup_retention_period = 7\n}'
    ]


def test_a_tag_that_is_called_like_a_remediation_keeps_no_line_ends() -> None:
    document = sample()
    first = replace(document.components[0], tags={"remediation": "a\nb", "bad\udcff": "c"})
    clean = sanitised(replace(document, components=(first, *document.components[1:])))
    assert clean.components[0].tags == {"remediation": r"a\nb", r"bad\udcff": "c"}


def test_what_is_visible_already_is_not_copied() -> None:
    clean = sanitised(sample())
    assert all(now is then for now, then in zip(sanitised(clean).components, clean.components, strict=True))
    assert sanitised(clean) is clean


def test_source_lines_are_visible_short_and_without_secrets() -> None:
    assert source_line(source, "infra/prod/main.tf", 18) == "  multi_az                = false"
    assert source_line(source, "infra/prod/secrets.tf", 4) is None
    assert source_line(source, "infra/prod/main.tf", 999) is None
    assert source_line(source, None, 1) is None
    long = source_line(lambda path, line: "x" * 5_000, "a.tf", 1)
    assert long == "x" * 199 + "…"
    assert source_line(lambda path, line: "x" * 100_001, "a.tf", 1) is None
