"""What machines need by the metadata of their project: its scripts run on all of them, its values are asked for."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.google.five import HOME

DATABASE = 'resource "google_sql_database_instance" "db" {\n  name = "db"\n}\n'
DB = ".::google_sql_database_instance.db"
HOST = "google_sql_database_instance.db.private_ip_address"


def item(key: str, value: str, more: str = "") -> str:
    body = f'  key   = "{key}"\n  value = {value}\n  {more}\n'
    return f'resource "google_compute_project_metadata_item" "{key}" {{\n{body}}}\n'


def whole(**entries: str) -> str:
    listed = "".join(f"    {key.replace('_', '-')} = {value}\n" for key, value in entries.items())
    return f'resource "google_compute_project_metadata" "all" {{\n  metadata = {{\n{listed}  }}\n}}\n'


ASKS = 'metadata_startup_script = "curl -s http://metadata/computeMetadata/v1/project/attributes/db-host"'
SCRIPT = f'"psql -h ${{{HOST}}}"'


@pytest.mark.parametrize(("metadata", "machine", "needs"), [
    (item("db-host", HOST), ASKS, (DB,)),
    (item("db-host", HOST), "", ()),
    (item("other", HOST), ASKS, ()),
    (item("db-host", HOST, 'project = "other"'), ASKS, ()),
    (item("db-host", HOST, 'project = "shop"'), ASKS, (DB,)),
    (item("startup-script", SCRIPT), "", (DB,)),
    (item("startup-script", SCRIPT), 'metadata_startup_script = "true"', ()),
    (item("startup-script", SCRIPT), 'metadata = {\n startup-script = "true"\n }', ()),
    (whole(startup_script=SCRIPT), "", (DB,)),
    (whole(db_host=HOST, startup_script='"true"'), ASKS, (DB,)),
    (whole(db_host='"10.0.0.1"', other=HOST), ASKS, ()),
    (whole(db_host=HOST, startup_script='"curl http://metadata/computeMetadata/v1/project/attributes/db-host"'), "",
     (DB,)),
])  # fmt: skip
def test_what_a_machine_needs_by_the_metadata_of_its_project(
    metadata: str, machine: str, needs: tuple[str, ...]
) -> None:
    text = f'{DATABASE}{metadata}resource "google_compute_instance" "web" {{\n  name = "web"\n  {machine}\n}}\n'
    assert components(HOME + text)["google_compute_instance.web"].needs == needs


def test_machines_of_a_group_ask_as_their_template_says() -> None:
    text = f"""
resource "google_compute_instance_template" "web" {{
  {ASKS}
}}
resource "google_compute_instance_group_manager" "web" {{
  name        = "web"
  target_size = 2
  version {{
    instance_template = google_compute_instance_template.web.id
  }}
}}
"""
    found = components(HOME + DATABASE + item("db-host", HOST) + text)
    assert found["google_compute_instance_group_manager.web"].needs == (DB,)


def test_the_metadata_of_a_project_of_another_root_is_that_of_a_project_that_is_known() -> None:
    machine = f'resource "google_compute_instance" "web" {{\n  name = "web"\n  {ASKS}\n}}\n'
    there = HOME + DATABASE + item("db-host", HOST)
    web = "google_compute_instance.web"
    assert components({"a/main.tf": HOME + machine, "b/main.tf": there})[web].needs == (f"b{DB[1:]}",)
    open_project = HOME.replace('"shop"', "var.place")
    found = components({"a/main.tf": open_project + machine, "b/main.tf": open_project + there.removeprefix(HOME)})
    assert found[web].needs == ()
