"""Desktops of Amazon WorkSpaces."""

from __future__ import annotations

from profiles.audit_text import components, outcomes

DESKTOP = """
resource "aws_directory_service_directory" "corp" {
  name = "corp.example.org"
  type = "MicrosoftAD"
}

resource "aws_workspaces_directory" "corp" {
  directory_id = aws_directory_service_directory.corp.id
}

resource "aws_workspaces_workspace" "jane" {
  directory_id = aws_workspaces_directory.corp.id
  bundle_id    = "wsb-1"
  user_name    = "jane"
}
"""


def test_a_desktop_is_one_machine_of_which_snapshots_are_taken() -> None:
    assert outcomes(DESKTOP)["aws_workspaces_workspace.jane"] == {
        "data": "recovers/restore", "instance": "recovers/restore", "zone": "lost", "region": "lost", "account": "lost",
    }  # fmt: skip


def test_a_desktop_needs_the_directory_that_lets_its_user_in() -> None:
    needs = components(DESKTOP)["aws_workspaces_workspace.jane"].needs
    assert needs == (".::aws_directory_service_directory.corp",)
