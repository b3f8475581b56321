"""Endpoints of Amazon SageMaker."""

from __future__ import annotations

from profiles.audit_text import outcomes
from profiles.aws.stateless import AWS, NETWORK, SERVICE, stateless

RESTARTED_ELSEWHERE = stateless("continues/members", "recovers/restart")


def endpoint(variants: str, around: str = "", model: str = "") -> dict[str, str]:
    text = f"""
variable "machines" {{}}

resource "aws_sagemaker_model" "risk" {{
  name               = "risk"
  execution_role_arn = "arn:aws:iam::123456789012:role/risk"
  {model}
}}

resource "aws_sagemaker_endpoint_configuration" "risk" {{
  name = "risk"
  {variants}
}}

resource "aws_sagemaker_endpoint" "risk" {{
  name                 = "risk"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.risk.name
}}
"""
    return outcomes(AWS + NETWORK + text + around)["aws_sagemaker_endpoint.risk"]


def variant(settings: str) -> str:
    return f"production_variants {{\n    model_name = aws_sagemaker_model.risk.name\n    {settings}\n  }}\n"


def test_the_least_variant_decides() -> None:
    two, one = variant("initial_instance_count = 2"), variant("initial_instance_count = 1")
    assert endpoint(two) == RESTARTED_ELSEWHERE
    assert endpoint(one) == stateless("recovers/restart", "recovers/restart")
    assert endpoint(two + one) == stateless("recovers/restart", "recovers/restart")
    open_count = variant("initial_instance_count = var.machines")
    assert endpoint(open_count) == stateless("unknown(var.machines)", "recovers/restart")


def test_scaling_may_leave_a_single_machine() -> None:
    def scaled(least: int, who: str) -> dict[str, str]:
        target = f"""
resource "aws_appautoscaling_target" "risk" {{
  service_namespace  = "sagemaker"
  scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
  resource_id        = "endpoint/{who}/variant/AllTraffic"
  min_capacity       = {least}
  max_capacity       = 8
}}
"""
        return endpoint(variant("initial_instance_count = 2"), target)

    for who in ("risk", "${aws_sagemaker_endpoint.risk.name}"):
        assert scaled(1, who) == stateless("recovers/restart", "recovers/restart")
        assert scaled(3, who) == RESTARTED_ELSEWHERE
    assert scaled(1, "other") == RESTARTED_ELSEWHERE


def test_a_serverless_variant_is_run_by_the_service() -> None:
    serverless = variant("serverless_config {\n      max_concurrency = 5\n    }")
    assert endpoint(serverless) == SERVICE


def test_machines_in_subnets_are_as_zonal_as_these() -> None:
    model = "vpc_config {\n    subnets = [aws_subnet.private[0].id]\n    security_group_ids = []\n  }"
    found = endpoint(variant("initial_instance_count = 2"), model=model)
    assert found == stateless("continues/members", "recovers/redeploy")


def test_managed_scaling_of_machines_may_leave_a_single_one() -> None:
    def scaled(settings: str) -> dict[str, str]:
        return endpoint(variant(f"initial_instance_count = 2\n managed_instance_scaling {{\n {settings}\n }}"))

    assert scaled('status = "ENABLED"\n min_instance_count = 1') == stateless("recovers/restart", "recovers/restart")
    assert scaled('status = "ENABLED"\n min_instance_count = 2') == RESTARTED_ELSEWHERE
    assert scaled('status = "DISABLED"\n min_instance_count = 1') == RESTARTED_ELSEWHERE
