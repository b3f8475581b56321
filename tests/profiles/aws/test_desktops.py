"""Desktops of Amazon WorkSpaces and fleets of Amazon AppStream 2.0."""

from __future__ import annotations

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, RESTARTED, stateless

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


# --- Amazon AppStream 2.0 -----------------------------------------------------------------------------------------


def fleet(settings: str, around: str = "") -> dict[str, str]:
    text = f'resource "aws_appstream_fleet" "cad" {{\n  name = "cad"\n  {settings}\n}}\n'
    return outcomes(AWS + NETWORK + 'variable "size" {}\n' + text + around)["aws_appstream_fleet.cad"]


def capacity(number: str) -> str:
    return f"compute_capacity {{\n    desired_instances = {number}\n  }}\n"


def test_users_of_a_fleet_connect_again_to_its_other_machines() -> None:
    assert fleet(capacity("1")) == RESTARTED
    assert fleet(capacity("2")) == stateless("continues/members", "recovers/restart")
    assert fleet(capacity("var.size")) == stateless("unknown(var.size)", "recovers/restart")
    assert fleet('fleet_type = "ELASTIC"') == stateless("continues/service", "recovers/restart")


def test_a_fleet_keeps_what_scaling_keeps_of_it() -> None:
    def scaled(least: int, number: str) -> str:
        target = f"""
resource "aws_appautoscaling_target" "cad" {{
  service_namespace  = "appstream"
  scalable_dimension = "appstream:fleet:DesiredCapacity"
  resource_id        = "fleet/${{aws_appstream_fleet.cad.name}}"
  min_capacity       = {least}
  max_capacity       = 9
}}
"""
        return fleet(capacity(number), target)["instance"]

    assert [scaled(1, "4"), scaled(2, "1")] == ["recovers/restart", "continues/members"]


def test_a_fleet_is_as_zonal_as_its_subnets() -> None:
    in_one = "vpc_config {\n    subnet_ids = [aws_subnet.private[0].id]\n  }\n"
    in_three = "vpc_config {\n    subnet_ids = aws_subnet.private[*].id\n  }\n"
    assert fleet(capacity("2") + in_one)["zone"] == "recovers/redeploy"
    assert fleet(capacity("2") + in_three)["zone"] == "recovers/restart"
