"""What a unit takes from others: the outputs of their code with their inputs, never what is mocked."""

from __future__ import annotations

from pathlib import Path

from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Reference, Unknown

from ..trees import ReadTree

NETWORK = """
variable "count_of_subnets" {}
variable "asked" {}
resource "aws_subnet" "private" {
  count = var.count_of_subnets
}
resource "aws_sqs_queue" "orders" { name = "orders" }
output "subnets" { value = aws_subnet.private[*].id }
output "queue" { value = aws_sqs_queue.orders }
output "queue_name" { value = aws_sqs_queue.orders.name }
output "asked" { value = var.asked }
"""

APP = """
variable "subnets" {}
variable "queue" {}
variable "queue_name" {}
variable "asked" {}
variable "none" {}
resource "aws_lambda_function" "app" {
  subnets = var.subnets
  queue   = var.queue.arn
  policy  = "allow ${var.queue.url}"
  name    = var.queue_name
  asked   = var.asked
  none    = var.none
}
"""

UNIT = """
terraform { source = "../../modules/app" }
dependency "net" {
  config_path  = "../network"
  mock_outputs = { subnets = ["mock"], none = "mock" }
}
dependency "gone" {
  config_path  = "../gone"
  mock_outputs = { none = "mock" }
}
inputs = {
  subnets    = dependency.net.outputs.subnets
  queue      = dependency.net.outputs.queue
  queue_name = dependency.net.outputs.queue_name
  asked      = dependency.net.outputs.asked
  none       = dependency.gone.outputs.none
}
"""

TREE = {
    "modules/network/main.tf": NETWORK,
    "modules/app/main.tf": APP,
    "live/network/terragrunt.hcl": (
        'terraform { source = "../../modules/network" }\ninputs = { count_of_subnets = 2 }\n'
    ),
    "live/app/terragrunt.hcl": UNIT,
}


def test_outputs_come_from_the_unit_that_is_named(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, TREE)
    assert tree.roots == ("live/app", "live/network")
    app = tree["live/app::aws_lambda_function.app"]
    subnets = app.values["subnets"]
    assert isinstance(subnets, tuple)
    assert [s.reference for s in subnets if isinstance(s, Unknown)] == [
        Reference("aws_subnet.private[0]", "id", "live/network"),
        Reference("aws_subnet.private[1]", "id", "live/network"),
    ]
    assert [r.id for r in tree.estate.named(subnets, "aws_subnet", near=app)] == [
        "live/network::aws_subnet.private[0]",
        "live/network::aws_subnet.private[1]",
    ]
    assert app.values["name"] == "orders"


def test_causes_say_in_which_root_they_are(tmp_path: Path) -> None:
    values = ReadTree(tmp_path, TREE)["live/app::aws_lambda_function.app"].values
    assert causes_of(values["asked"]) == {"live/network::var.asked"}
    assert causes_of(values["none"]) == {"dependency.gone.outputs.none"}


def test_references_lead_to_the_other_root(tmp_path: Path) -> None:
    references = ReadTree(tmp_path, TREE)["live/app::aws_lambda_function.app"].references
    assert Reference("aws_sqs_queue.orders", "arn", "live/network") in references["queue"]
    assert Reference("aws_sqs_queue.orders", "url", "live/network") in references["policy"]
    assert references["name"] == {Reference("aws_sqs_queue.orders", "name", "live/network")}
    assert references["asked"] == frozenset()


def test_a_circle_of_units_ends(tmp_path: Path) -> None:
    module = 'variable "in" {}\nresource "aws_vpc" "v" { name = var.in }\noutput "out" { value = var.in }\n'
    one = 'terraform { source = "../m" }\ndependency "d" { config_path = "../%s" }\n'
    one += "inputs = { in = dependency.d.outputs.out }\n"
    tree = ReadTree(tmp_path, {"m/main.tf": module, "a/terragrunt.hcl": one % "b", "b/terragrunt.hcl": one % "a"})
    assert tree.roots == ("a", "b")
    assert causes_of(tree["a::aws_vpc.v"].values["name"])
    assert causes_of(tree["b::aws_vpc.v"].values["name"])


def test_a_dependency_that_is_off_gives_nothing(tmp_path: Path) -> None:
    unit = UNIT.replace('config_path  = "../network"', 'config_path  = "../network"\n  skip_outputs = true')
    values = ReadTree(tmp_path, TREE | {"live/app/terragrunt.hcl": unit})["live/app::aws_lambda_function.app"].values
    assert causes_of(values["subnets"]) == {"dependency.net.outputs.subnets"}


def test_all_outputs_as_inputs(tmp_path: Path) -> None:
    unit = UNIT[: UNIT.index("inputs")] + 'inputs = merge(dependency.net.outputs, { none = "own" })\n'
    values = ReadTree(tmp_path, TREE | {"live/app/terragrunt.hcl": unit})["live/app::aws_lambda_function.app"].values
    assert (values["name"], values["none"]) == ("orders", "own")


def test_outputs_of_a_module_that_is_not_on_disk(tmp_path: Path) -> None:
    network = 'terraform { source = "git::https://example.com/network.git" }\n'
    tree = ReadTree(tmp_path, TREE | {"live/network/terragrunt.hcl": network})
    subnets = tree["live/app::aws_lambda_function.app"].values["subnets"]
    assert causes_of(subnets) == {"live/network::module.network"}


def test_a_source_that_hangs_on_another_unit_is_open(tmp_path: Path) -> None:
    source = '"../modules/${dependency.a.outputs.name}"'
    files = {
        "modules/m/main.tf": 'resource "aws_vpc" "v" {}\noutput "name" { value = "m" }\n',
        "a/terragrunt.hcl": 'terraform { source = "../modules/m" }\n',
        **{
            f"{name}/terragrunt.hcl": 'dependency "a" { config_path = "../a" }\nterraform {\n  source = '
            f'get_terraform_command() == "output" ? {source} : "../modules/m"\n}}\n'
            for name in ("b", "c", "d")
        },
        "e/terragrunt.hcl": f'dependency "a" {{ config_path = "../a" }}\nterraform {{ source = {source} }}\n',
    }
    tree = ReadTree(tmp_path, files)
    assert list(tree.readings) == ["a", "b", "c", "d", "e"]
    assert [r.id for r in tree.readings["b"].resources] == ["b::aws_vpc.v"]
    assert [r.id for r in tree.readings["e"].resources] == ["e::module.e"]
