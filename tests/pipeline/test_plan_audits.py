"""Audits of plans: what a change takes away, suppressions of the code beside, and nothing secret in any report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from continuity_audit import audit
from continuity_audit.reports.document import Document, Skipped
from parsers.terraform.plan_files import Planned, constant, plan, refers
from parsers.terraform.plan_files import write as write_plan
from pipeline.trial import TODAY, said, write

ARN = "arn:aws:rds:eu-west-1:123456789012:db:orders"
DATABASE = {
    "arn": ARN,
    "id": "db-ORDERS",
    "identifier": "orders",
    "engine": "postgres",
    "instance_class": "db.r6g.large",
    "multi_az": True,
    "backup_retention_period": 7,
    "replicate_source_db": "",
    "password": "hunter2",
    "tags_all": {"note": "hunter2"},
}
EXPRESSIONS = {
    "identifier": constant("orders"),
    "engine": constant("postgres"),
    "instance_class": constant("db.r6g.large"),
    "multi_az": refers("var.multi_az"),
    "backup_retention_period": refers("var.retention"),
    "password": refers("var.password"),
}
REPLICA = {
    "arn": "arn:aws:rds:us-west-2:123456789012:db:orders-replica",
    "identifier": "orders-replica",
    "replicate_source_db": ARN,
    "availability_zone": "us-west-2a",
    "multi_az": False,
}
CODE = """\
variable "password" { sensitive = true }
variable "multi_az" {}
variable "retention" {}

# continuity-audit: ignore CA410 reason="the replica moves to another root"
resource "aws_db_instance" "orders" {
  identifier     = "orders"
  engine         = "postgres"
  instance_class = "db.r6g.large"

  multi_az                = var.multi_az
  backup_retention_period = var.retention
  password                = var.password
}
"""


def database(**after: object) -> Planned:
    marks = {"password": True, "tags_all": {"note": True}}
    return Planned("aws_db_instance.orders", {**DATABASE, **after}, DATABASE, expressions=EXPRESSIONS, sensitive=marks)


def audited(folder: Path, *resources: Planned, code: Mapping[str, str] | None = None, **options: Any) -> Document:
    write(folder, code or {})
    write_plan(folder / "plan.json", plan(resources))
    return audit(options.pop("path", folder / "plan.json"), today=TODAY, jobs=1, select=("CA410",), **options)


def test_a_change_that_changes_nothing_takes_nothing_away(tmp_path: Path) -> None:
    replica = Planned("aws_db_instance.replica", REPLICA, REPLICA, expressions={})
    assert said(audited(tmp_path, database(), replica)) == []


def test_a_standby_that_is_turned_off_and_backups(tmp_path: Path) -> None:
    start = "plan.json:1 high CA410 orders"
    until = "until this plan is applied it"
    assert said(audited(tmp_path, database(multi_az=False, backup_retention_period=0))) == [
        f"{start} cannot be brought back when its data is corrupted or deleted: no point-in-time copy of its data is "
        f"known to the code; {until} recovers: automated backups with point-in-time recovery",
        f"{start} stops with its instance until it is restarted: RDS replaces the host and starts it on its surviving "
        f"volume; {until} continues: Multi-AZ keeps a synchronous standby that takes over",
        f"{start} is lost with its zone: no copy of its data outside the zone is known to the code; {until} "
        "continues: Multi-AZ keeps a synchronous standby in another zone",
    ]


def test_a_standby_of_its_own_that_is_destroyed_is_named(tmp_path: Path) -> None:
    assert said(audited(tmp_path, database(), Planned("aws_db_instance.replica", None, REPLICA))) == [
        "plan.json:1 high CA410 orders is lost with its region: no copy of its data outside the region is known to "
        "the code; until this plan is applied it recovers: a read replica in another region stands ready to be "
        "promoted (aws_db_instance.replica)"
    ]


def test_what_is_known_only_after_apply_is_not_compared(tmp_path: Path) -> None:
    after = {name: value for name, value in DATABASE.items() if name != "multi_az"}
    change = Planned("aws_db_instance.orders", after, DATABASE, {"multi_az": True}, EXPRESSIONS)
    document = audited(tmp_path, change)
    assert said(document) == []
    assert document.components[0].outcomes.zone.unknown == ("aws_db_instance.orders.multi_az",)


def test_what_is_created_or_destroyed_as_a_whole_loses_no_copy(tmp_path: Path) -> None:
    new = Planned("aws_db_instance.new", {**DATABASE, "arn": "", "identifier": "new"}, expressions=EXPRESSIONS)
    old = Planned("aws_sqs_queue.old", None, {"name": "old"})
    document = audited(tmp_path, new, old)
    assert said(document) == []
    assert [component.address for component in document.components] == ["aws_db_instance.new"]


def test_a_database_that_is_made_anew_loses_its_data(tmp_path: Path) -> None:
    content = plan([database()])
    content["resource_changes"][0]["change"]["actions"] = ["delete", "create"]
    assert said(_audited(tmp_path, content)) == [
        "plan.json:1 high CA410 orders: the plan destroys it and makes it anew, and the data that it holds goes with it"
    ]


def test_a_standby_that_a_plan_for_a_target_leaves_out_is_still_there(tmp_path: Path) -> None:
    content = plan([database(backup_retention_period=1), Planned("aws_db_instance.replica", REPLICA, REPLICA)])
    del content["resource_changes"][1], content["planned_values"]["root_module"]["resources"][1]
    document = _audited(tmp_path, {**content, "complete": False})
    assert said(document) == []
    assert {c.address: c.outcomes.region.outcome for c in document.components} == {
        "aws_db_instance.orders": "recovers",
    }
    assert document.estate.incomplete == ()


def test_a_plan_that_only_refreshes_hides_no_root(tmp_path: Path) -> None:
    content = plan([Planned("aws_db_instance.orders", DATABASE, {**DATABASE, "multi_az": False}, {}, EXPRESSIONS)])
    content["planned_values"] = {"root_module": {}}
    del content["resource_changes"]
    write(tmp_path, CODE)
    document = _audited(tmp_path, content)
    assert {c.id: c.outcomes.instance.outcome for c in document.components} == {
        ".::aws_db_instance.orders": "recovers",
    }
    assert {(e.attribute, e.value, e.line) for e in document.components[0].outcomes.instance.evidence} == {
        ("multi_az", False, 6)
    }


def test_a_plan_that_destroys_all_loses_the_data(tmp_path: Path) -> None:
    gone = Planned("aws_db_instance.orders", None, DATABASE, expressions=EXPRESSIONS)
    queue = Planned("aws_sqs_queue.old", None, {"name": "old"})
    document = _audited(tmp_path, plan([gone, queue]))
    assert said(document) == [
        "plan.json:1 high CA410 orders: the plan destroys it, and the data that it holds goes with it"
    ]
    assert [component.address for component in document.components] == [
        "aws_db_instance.orders",
        "aws_sqs_queue.old",
    ]


def test_a_standby_that_is_only_forgotten_is_not_destroyed(tmp_path: Path) -> None:
    content = plan([database(), Planned("aws_db_instance.replica", None, REPLICA)])
    assert said(_audited(tmp_path, content)) != []
    content["resource_changes"][1]["change"]["actions"] = ["forget"]
    assert said(_audited(tmp_path, content)) == []


def _audited(folder: Path, content: Mapping[str, Any]) -> Document:
    return audit(write_plan(folder / "plan.json", content), today=TODAY, select=("CA410",))


def test_code_beside_the_plan_suppresses_and_gives_the_lines_of_evidence(tmp_path: Path) -> None:
    gone = Planned("aws_db_instance.replica", None, REPLICA)
    document = audited(tmp_path, database(multi_az=False), gone, code={"main.tf": CODE})
    assert [(f.file, f.line, f.suppressed is not None) for f in document.findings] == [("main.tf", 6, True)] * 3
    (component,) = document.components
    assert (component.id, component.file, component.line) == (".::aws_db_instance.orders", "main.tf", 6)
    evidence = {(e.attribute, e.value, e.file, e.line) for e in component.outcomes.zone.evidence}
    assert evidence == {("backup_retention_period", 7, "main.tf", 12), ("backup_target", "region", "main.tf", 6)}


def test_a_root_is_not_judged_twice(tmp_path: Path) -> None:
    document = audited(tmp_path, database(), code={"infra/main.tf": CODE, "infra/prod.tfvars": "x = 1"}, path=tmp_path)
    assert [component.id for component in document.components] == ["infra::aws_db_instance.orders"]
    assert document.components[0].outcomes.zone.outcome == "continues"
    assert document.estate.skipped == (
        Skipped(path="infra", reason="plan.json is judged in its place"),
        Skipped(path="infra/prod.tfvars", reason="not loaded: plan.json holds the values"),
    )


def test_a_plan_on_standard_input_with_the_code_as_a_path(tmp_path: Path) -> None:
    code = write(tmp_path / "infra", CODE)
    data = write_plan(tmp_path / "elsewhere/plan.json", plan([database()])).read_bytes()
    document = audit("-", code, stdin=data)
    assert [(c.id, c.file, c.line) for c in document.components] == [(".::aws_db_instance.orders", "main.tf", 6)]
    assert document.estate.skipped == (Skipped(path=".", reason="<stdin> is judged in its place"),)


def test_sensitive_values_reach_no_report(tmp_path: Path) -> None:
    from continuity_audit.plugins.manager import load_plugins
    from continuity_audit.reports import RenderOptions

    document = audited(tmp_path, database(multi_az=False), code={"main.tf": CODE})
    for reporter in load_plugins().reporters.values():
        assert "hunter2" not in reporter.render(document, RenderOptions(verbosity=1))


@pytest.mark.parametrize("name", ["{}.json", "{}/tfplan.json"])
def test_plans_of_two_environments_of_one_root_are_not_linked(tmp_path: Path, name: str) -> None:
    replica = Planned("aws_db_instance.replica", REPLICA, REPLICA, expressions={})
    write(tmp_path / "infra", CODE + 'resource "aws_db_instance" "replica" {}\n')
    write_plan(
        tmp_path / "plans" / name.format("dev"), plan([database(), Planned(replica.address, None, None, {}, {})])
    )
    write_plan(tmp_path / "plans" / name.format("prod"), plan([database(), replica]))
    document = audit(tmp_path, today=TODAY)
    assert {c.id: c.outcomes.region.outcome for c in document.components} == {
        "infra@dev::aws_db_instance.orders": "lost",
        "infra@prod::aws_db_instance.orders": "recovers",
    }


def test_plans_of_two_environments_are_not_linked(tmp_path: Path) -> None:
    replica = Planned("aws_db_instance.replica", REPLICA, REPLICA, expressions={})
    write_plan(tmp_path / "plans/dev.json", plan([database()]))
    write_plan(tmp_path / "plans/prod.json", plan([database(), replica]))
    document = audit(tmp_path, today=TODAY)
    assert {c.id: c.outcomes.region.outcome for c in document.components} == {
        "plans@dev::aws_db_instance.orders": "lost",
        "plans@prod::aws_db_instance.orders": "recovers",
    }


def looked_up(index: int, zone: str) -> Planned:
    """A subnet that the plan has read."""
    read = {"id": f"subnet-{index}", "vpc_id": "vpc-1", "availability_zone": zone}
    return Planned(f"data.aws_subnet.app[{index}]", None, read, expressions={})


@pytest.mark.parametrize(("zones", "outcome"), [(("a", "b"), "continues"), (("a", "a"), "recovers")])
def test_a_subnet_that_was_looked_up_tells_its_zone(tmp_path: Path, zones: tuple[str, ...], outcome: str) -> None:
    group = {"name": "app", "min_size": 2, "max_size": 4, "vpc_zone_identifier": ["subnet-0", "subnet-1"]}
    subnets = [looked_up(index, f"eu-west-1{zone}") for index, zone in enumerate(zones)]
    document = audited(tmp_path, Planned("aws_autoscaling_group.app", group), *subnets)
    assert {c.address: c.outcomes.zone.outcome for c in document.components} == {"aws_autoscaling_group.app": outcome}


def test_what_no_profile_speaks_of_is_named_of_a_plan_too(tmp_path: Path) -> None:
    planned = (
        Planned("mailgun_domain.a", {}),
        Planned("azurerm_qumulo_file_system.b", {}),
        Planned("aws_iam_role.c", {}),
    )
    document = audited(tmp_path, database(), *planned)
    assert [(entry.path, entry.reason) for entry in document.estate.skipped] == [
        (".", "not judged: 1 resource of mailgun, which has no profiles: mailgun_domain ×1"),
        (".", "not judged: 1 resource of types that keep data and have no profile: azurerm_qumulo_file_system ×1"),
    ]


def test_subnets_that_a_plan_leaves_open_lead_to_the_gateways_behind_all_that_it_mentions(tmp_path: Path) -> None:
    def made(address: str, **refers_to: str) -> Planned:
        expressions = {name: refers(f"{of}.id", of) for name, of in refers_to.items()}
        return Planned(address, {}, unknown={"id": True, **dict.fromkeys(refers_to, True)}, expressions=expressions)

    picked = refers("var.one", "aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b")
    group = Planned(
        "aws_autoscaling_group.app", {"min_size": 2}, unknown={"vpc_zone_identifier": True},
        expressions={"min_size": constant(2), "vpc_zone_identifier": picked},
    )  # fmt: skip
    network = [
        resource
        for name in "ab"
        for resource in (
            made(f"aws_subnet.{name}"),
            made(f"aws_route_table.{name}"),
            made(f"aws_nat_gateway.{name}"),
            made(f"aws_route.{name}", route_table_id=f"aws_route_table.{name}",
                 nat_gateway_id=f"aws_nat_gateway.{name}"),
            made(f"aws_route_table_association.{name}", subnet_id=f"aws_subnet.{name}",
                 route_table_id=f"aws_route_table.{name}"),
        )
    ]  # fmt: skip
    document = audited(tmp_path, group, *network)
    (app,) = (c for c in document.components if c.address == "aws_autoscaling_group.app")
    assert [id_.partition("::")[2] for id_ in app.depends_on] == ["aws_nat_gateway.a", "aws_nat_gateway.b"]
