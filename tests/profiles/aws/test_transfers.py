"""Transfer Family, DMS, OpenSearch Ingestion and Managed Workflows for Apache Airflow."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, MEMBERS, NETWORK, REDEPLOYED, RESTARTED, SERVICE, stateless

BUCKET = 'resource "aws_s3_bucket" "files" {\n  bucket = "files"\n}\n'
OVER_ZONES = "aws_subnet.private[*].id"
IN_ONE_ZONE = "[aws_subnet.private[0].id]"


def of(kind: str, body: str, around: str = "") -> dict[str, str] | None:
    text = AWS + NETWORK + around + f'resource "{kind}" "x" {{\n  {body}\n}}\n'
    return outcomes(text).get(f"{kind}.x")


# --- Transfer Family ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subnets", "expected"),
    [
        ("", SERVICE),
        (OVER_ZONES, SERVICE),
        (IN_ONE_ZONE, stateless("continues/service", "recovers/redeploy")),
        ("var.subnets", stateless("continues/service", "unknown(var.subnets)")),
    ],
)
def test_a_server_is_as_zonal_as_the_subnets_of_its_endpoint(subnets: str, expected: dict[str, str]) -> None:
    endpoint = f'endpoint_type = "VPC"\n endpoint_details {{\n subnet_ids = {subnets}\n }}' if subnets else ""
    assert of("aws_transfer_server", endpoint, 'variable "subnets" {}\n') == expected


@pytest.mark.parametrize(
    ("subnets", "zone"),
    [(OVER_ZONES, "continues/service"), (IN_ONE_ZONE, "recovers/redeploy"), ("var.subnets", "unknown(var.subnets)")],
)
def test_a_server_is_as_zonal_as_the_endpoint_that_it_is_given(subnets: str, zone: str) -> None:
    endpoint = f'resource "aws_vpc_endpoint" "sftp" {{\n  subnet_ids = {subnets}\n}}\nvariable "subnets" {{}}\n'
    details = 'endpoint_type = "VPC_ENDPOINT"\n endpoint_details {\n vpc_endpoint_id = aws_vpc_endpoint.sftp.id\n }'
    assert of("aws_transfer_server", details, endpoint) == stateless("continues/service", zone)


def test_a_server_needs_what_its_users_see_and_who_knows_them() -> None:
    text = """
resource "aws_lambda_function" "users" {
  function_name = "users"
}

resource "aws_transfer_server" "x" {
  identity_provider_type = "AWS_LAMBDA"
  function               = aws_lambda_function.users.arn
}

resource "aws_transfer_user" "one" {
  server_id           = aws_transfer_server.x.id
  user_name           = "one"
  home_directory_type = "LOGICAL"
  home_directory_mappings {
    entry  = "/"
    target = "/${aws_s3_bucket.files.id}/one"
  }
}
"""
    found = components(AWS + BUCKET + text)["aws_transfer_server.x"]
    assert found.needs == (".::aws_lambda_function.users", ".::aws_s3_bucket.files")
    assert [c.address for c in found.companions] == ["aws_transfer_user.one"]


@pytest.mark.parametrize(("folder", "needed"), [
    ("home_directory = \"/acme-files/${var.user}\"", True),
    ("home_directory_mappings {\n    entry = \"/\"\n    target = \"/acme-files/in\"\n  }", True),
    ("home_directory = \"/acme-files\"", True),
    ("home_directory = \"/others/acme-files\"", False),
    ("home_directory = \"/\"", False),
])  # fmt: skip
def test_the_folder_of_a_user_names_its_bucket(folder: str, needed: bool) -> None:
    text = f"""
variable "user" {{}}

resource "aws_s3_bucket" "files" {{
  bucket = "acme-files"
}}

resource "aws_transfer_server" "x" {{
}}

resource "aws_transfer_user" "one" {{
  server_id = aws_transfer_server.x.id
  user_name = "one"
  {folder}
}}
"""
    found = components(AWS + text)["aws_transfer_server.x"].needs
    assert found == ((".::aws_s3_bucket.files",) if needed else ())


# --- Database Migration Service -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", REDEPLOYED),
        ("multi_az = true", stateless("continues/failover", "continues/failover")),
        ("multi_az = var.ha", stateless("unknown(var.ha)", "unknown(var.ha)")),
    ],
)
def test_a_replication_instance(line: str, expected: dict[str, str]) -> None:
    assert of("aws_dms_replication_instance", line, 'variable "ha" {}\n') == expected


def test_a_replication_instance_needs_what_its_tasks_read_and_write() -> None:
    text = """
resource "aws_db_instance" "old" {
  engine = "postgres"
}

resource "aws_dms_replication_instance" "x" {
  replication_instance_id = "x"
}

resource "aws_dms_endpoint" "old" {
  endpoint_id   = "old"
  endpoint_type = "source"
  server_name   = aws_db_instance.old.address
}

resource "aws_dms_endpoint" "new" {
  endpoint_id   = "new"
  endpoint_type = "target"
  s3_settings {
    bucket_name = aws_s3_bucket.files.bucket
  }
}

resource "aws_dms_replication_task" "x" {
  replication_task_id      = "x"
  replication_instance_arn = aws_dms_replication_instance.x.replication_instance_arn
  source_endpoint_arn      = aws_dms_endpoint.old.endpoint_arn
  target_endpoint_arn      = aws_dms_endpoint.new.endpoint_arn
}
"""
    found = components(AWS + BUCKET + text)["aws_dms_replication_instance.x"]
    assert found.needs == (".::aws_db_instance.old", ".::aws_s3_bucket.files")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", REDEPLOYED),
        ("multi_az = false", REDEPLOYED),
        ("multi_az = true", stateless("continues/failover", "continues/failover")),
        ("multi_az = var.ha", stateless("unknown(var.ha)", "unknown(var.ha)")),
    ],
)
def test_a_serverless_replication(line: str, expected: dict[str, str]) -> None:
    compute = f'compute_config {{\n replication_subnet_group_id = "x"\n {line}\n }}'
    assert of("aws_dms_replication_config", compute, 'variable "ha" {}\n') == expected


def test_a_serverless_replication_needs_what_it_reads() -> None:
    text = """
resource "aws_db_instance" "old" {
  engine = "postgres"
}

resource "aws_dms_endpoint" "old" {
  endpoint_id   = "old"
  endpoint_type = "source"
  server_name   = aws_db_instance.old.address
}

resource "aws_dms_replication_config" "x" {
  source_endpoint_arn = aws_dms_endpoint.old.endpoint_arn
  target_endpoint_arn = "arn:aws:dms:eu-west-1:111122223333:endpoint:x"
}
"""
    assert components(AWS + text)["aws_dms_replication_config.x"].needs == (".::aws_db_instance.old",)


# --- OpenSearch Ingestion -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "subnets", "expected"),
    [
        ("1", "", RESTARTED),
        ("2", "", MEMBERS),
        ("2", OVER_ZONES, MEMBERS),
        ("2", IN_ONE_ZONE, stateless("continues/members", "recovers/redeploy")),
        ("var.units", "", stateless("unknown(var.units)", "unknown(var.units)")),
    ],
)
def test_an_ingestion_pipeline(units: str, subnets: str, expected: dict[str, str]) -> None:
    options = f"vpc_options {{\n subnet_ids = {subnets}\n }}" if subnets else ""
    assert of("aws_osis_pipeline", f"min_units = {units}\n {options}", 'variable "units" {}\n') == expected


def test_an_ingestion_pipeline_needs_what_its_configuration_names() -> None:
    body = "pipeline_configuration_body = yamlencode({ sink = aws_s3_bucket.files.bucket })"
    text = AWS + BUCKET + f'resource "aws_osis_pipeline" "x" {{\n  min_units = 2\n  {body}\n}}\n'
    assert components(text)["aws_osis_pipeline.x"].needs == (".::aws_s3_bucket.files",)


# --- Managed Workflows for Apache Airflow -------------------------------------------------------------------------


def test_an_airflow_environment_has_a_database_that_nobody_can_restore() -> None:
    network = f"network_configuration {{\n subnet_ids = {OVER_ZONES}\n }}"
    assert of("aws_mwaa_environment", f"source_bucket_arn = aws_s3_bucket.files.arn\n {network}", BUCKET) == {
        "data": "lost",
        "instance": "recovers/restart",
        "zone": "recovers/restart",
        "region": "lost",
        "account": "lost",
    }


def test_an_airflow_environment_needs_the_bucket_of_its_workflows() -> None:
    text = AWS + BUCKET + 'resource "aws_mwaa_environment" "x" {\n  source_bucket_arn = aws_s3_bucket.files.arn\n}\n'
    assert components(text)["aws_mwaa_environment.x"].needs == (".::aws_s3_bucket.files",)


# --- Managed Service for Apache Flink -----------------------------------------------------------------------------


@pytest.mark.parametrize(("subnets", "expected"), [
    ("", RESTARTED), (OVER_ZONES, RESTARTED), (IN_ONE_ZONE, stateless("recovers/restart", "recovers/redeploy")),
])  # fmt: skip
def test_a_flink_application_is_started_again_from_its_checkpoint(subnets: str, expected: dict[str, str]) -> None:
    network = f"vpc_configuration {{\n subnet_ids = {subnets}\n }}" if subnets else ""
    body = f"application_configuration {{\n {network}\n }}"
    assert of("aws_kinesisanalyticsv2_application", body) == expected


def test_a_flink_application_needs_what_its_properties_name() -> None:
    text = (
        AWS
        + BUCKET
        + """
resource "aws_kinesis_stream" "clicks" {
  name = "clicks"
}

resource "aws_kinesisanalyticsv2_application" "x" {
  application_configuration {
    application_code_configuration {
      code_content {
        s3_content_location {
          bucket_arn = aws_s3_bucket.files.arn
        }
      }
    }
    environment_properties {
      property_group {
        property_group_id = "in"
        property_map      = { "stream.arn" = aws_kinesis_stream.clicks.arn }
      }
    }
  }
}
"""
    )
    needs = components(text)["aws_kinesisanalyticsv2_application.x"].needs
    assert needs == (".::aws_kinesis_stream.clicks", ".::aws_s3_bucket.files")


# --- endpoints of S3 ----------------------------------------------------------------------------------------------


def test_a_replication_needs_the_bucket_of_an_endpoint_of_s3() -> None:
    text = (
        AWS
        + BUCKET
        + """
resource "aws_dms_s3_endpoint" "lake" {
  endpoint_id   = "lake"
  endpoint_type = "target"
  bucket_name   = aws_s3_bucket.files.bucket
}

resource "aws_dms_replication_instance" "x" {
  replication_instance_id = "x"
}

resource "aws_dms_replication_task" "all" {
  replication_instance_arn = aws_dms_replication_instance.x.replication_instance_arn
  target_endpoint_arn      = aws_dms_s3_endpoint.lake.endpoint_arn
}
"""
    )
    assert components(text)["aws_dms_replication_instance.x"].needs == (".::aws_s3_bucket.files",)


# --- connectors, web apps, SQL on streams -------------------------------------------------------------------------


def test_connectors_and_web_apps_run_on_the_fleet_of_the_service() -> None:
    assert of("aws_transfer_connector", 'url = "sftp://partner.acme.example"') == SERVICE
    assert of("aws_transfer_web_app", "") == SERVICE


def test_an_application_of_sql_is_started_again_and_needs_its_streams() -> None:
    text = """
resource "aws_kinesis_stream" "clicks" {
  name = "clicks"
}

resource "aws_kinesis_analytics_application" "x" {
  name = "x"
  inputs {
    name_prefix = "clicks"
    kinesis_stream {
      resource_arn = aws_kinesis_stream.clicks.arn
      role_arn     = "arn:aws:iam::123456789012:role/x"
    }
  }
}
"""
    assert outcomes(AWS + text)["aws_kinesis_analytics_application.x"] == RESTARTED
    found = components(AWS + text)["aws_kinesis_analytics_application.x"]
    assert found.needs == (".::aws_kinesis_stream.clicks",)


@pytest.mark.parametrize(
    ("capacity", "instance"),
    [
        ("provisioned_capacity {\n worker_count = 1\n }", "recovers/restart"),
        ("provisioned_capacity {\n worker_count = 2\n }", "continues/members"),
        ("autoscaling {\n min_worker_count = 1\n max_worker_count = 4\n }", "recovers/restart"),
        ("autoscaling {\n min_worker_count = 2\n max_worker_count = 4\n }", "continues/members"),
        ("provisioned_capacity {\n worker_count = var.workers\n }", "unknown(var.workers)"),
    ],
)
@pytest.mark.parametrize(
    ("subnets", "zone"), [(OVER_ZONES, "recovers/restart"), (IN_ONE_ZONE, "recovers/redeploy")]
)  # fmt: skip
def test_the_remaining_workers_of_a_connector_take_over(
    capacity: str, instance: str, subnets: str, zone: str
) -> None:  # fmt: skip
    text = f"""capacity {{
    {capacity}
  }}
  kafka_cluster {{
    apache_kafka_cluster {{
      bootstrap_servers = "b-1.acme.example:9098"
      vpc {{
        subnets = {subnets}
      }}
    }}
  }}"""
    assert of("aws_mskconnect_connector", text, 'variable "workers" {}\n') == stateless(instance, zone)


def test_a_connector_needs_its_cluster() -> None:
    text = """
resource "aws_msk_cluster" "events" {
  cluster_name = "events"
}

resource "aws_mskconnect_connector" "x" {
  name = "x"
  kafka_cluster {
    apache_kafka_cluster {
      bootstrap_servers = aws_msk_cluster.events.bootstrap_brokers_tls
    }
  }
}
"""
    assert components(AWS + text)["aws_mskconnect_connector.x"].needs == (".::aws_msk_cluster.events",)


# --- DataSync -----------------------------------------------------------------------------------------------------

COPY = """
resource "aws_s3_bucket" "files" {}
resource "aws_efs_file_system" "files" {}
resource "aws_datasync_location_s3" "to" {
  s3_bucket_arn = aws_s3_bucket.files.arn
  subdirectory  = "/"
  s3_config {
    bucket_access_role_arn = "arn:aws:iam::111111111111:role/sync"
  }
}
resource "aws_datasync_location_efs" "from" {
  efs_file_system_arn = aws_efs_file_system.files.arn
}
"""
SCHEDULE = 'schedule {\n schedule_expression = "rate(1 hours)"\n }'
ENDS = """source_location_arn      = aws_datasync_location_efs.from.arn
  destination_location_arn = aws_datasync_location_s3.to.arn
"""


def test_datasync_copies_again_by_its_schedule_and_needs_both_ends() -> None:
    assert of("aws_datasync_task", ENDS + SCHEDULE, COPY) == RESTARTED
    assert of("aws_datasync_task", ENDS, COPY) is None
    text = AWS + COPY + f'resource "aws_datasync_task" "x" {{\n  {ENDS}{SCHEDULE}\n}}\n'
    assert sorted(components(text)["aws_datasync_task.x"].needs) == [
        ".::aws_efs_file_system.files", ".::aws_s3_bucket.files",
    ]  # fmt: skip
