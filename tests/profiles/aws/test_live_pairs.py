"""Two stacks in two regions behind one record, accelerator or distribution."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.estate.parts import causes_of
from profiles.audit_text import components, outcomes, said
from profiles.aws.stacks import (
    ALONE,
    FAILOVER,
    LATENCY,
    PAIRED,
    PRIMARY,
    PROVIDERS,
    SECONDARY,
    WEIGHTED,
    ZONE,
    all_four,
    record,
    regions,
    stack,
    two_stacks,
)


@pytest.mark.parametrize(
    "records",
    [
        FAILOVER,
        record("one", LATENCY) + record("two", LATENCY),
        record("one", WEIGHTED) + record("two", WEIGHTED),
        record("one", PRIMARY) + record("two", SECONDARY, healthy="false"),
    ],
)
def test_two_stacks_behind_one_record_are_a_live_pair(records: str) -> None:
    assert regions(two_stacks() + records) == all_four(PAIRED, PAIRED)


def test_a_record_without_a_health_check_never_fails_over() -> None:
    unwatched = record("one", PRIMARY, healthy="false") + record("two", SECONDARY)
    assert regions(two_stacks() + unwatched) == all_four(ALONE, PAIRED)
    unwatched = record("one", WEIGHTED, healthy="false") + record("two", WEIGHTED)
    assert regions(two_stacks() + unwatched) == all_four(ALONE, PAIRED)


CHECK = 'resource "aws_route53_health_check" "one" {\n type = "HTTPS"\n disabled = %s\n}\n'
CHECKED = record("one", PRIMARY, healthy="false", more="health_check_id = aws_route53_health_check.one.id")


def test_a_health_check_counts_unless_it_is_disabled() -> None:
    records = CHECKED + record("two", SECONDARY)
    assert regions(two_stacks() + CHECK % "false" + records) == all_four(PAIRED, PAIRED)
    assert regions(two_stacks() + CHECK % "true" + records) == all_four(ALONE, PAIRED)


def test_a_health_check_that_may_be_disabled_is_a_question() -> None:
    text = 'variable "off" {}\n' + two_stacks() + CHECK % "var.off" + CHECKED + record("two", SECONDARY)
    assert regions(text) == all_four("unknown(var.off)", PAIRED)


def test_two_stacks_in_one_region_are_no_pair() -> None:
    assert regions(two_stacks("eu-west-1") + FAILOVER) == all_four(ALONE, ALONE)


def test_two_stacks_in_a_region_that_is_not_known() -> None:
    text = 'variable "region" {}\n' + (two_stacks() + FAILOVER).replace('"eu-central-1"', "var.region")
    assert regions(text) == all_four("unknown(var.region)", "unknown(var.region)")


def test_records_without_a_routing_policy_make_no_pair() -> None:
    assert regions(two_stacks() + record("one", "") + record("two", "")) == all_four(ALONE, ALONE)


def test_records_of_different_names_make_no_pair() -> None:
    renamed = record("two", SECONDARY).replace("app.example.com", "admin.example.com")
    assert regions(two_stacks() + record("one", PRIMARY) + renamed) == all_four(ALONE, ALONE)


def test_a_maintenance_page_is_no_second_stack() -> None:
    page = 'resource "aws_cloudfront_distribution" "two" {\n enabled = true\n}\n'
    records = record("one", PRIMARY) + record("two", SECONDARY, target="aws_cloudfront_distribution")
    found = regions(PROVIDERS % "eu-central-1" + stack("one", "aws") + page + ZONE + records)
    assert found == {
        "aws_lb.one": ALONE,
        "aws_ecs_service.one": ALONE,
        "aws_cloudfront_distribution.two": "continues/service",
    }


BATCH = """
resource "aws_ecs_service" "reports" {
  name          = "reports"
  launch_type   = "FARGATE"
  desired_count = 2
  network_configuration {
    subnets = aws_subnet.one[*].id
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.one.arn
  }
}
"""


def test_what_the_other_stack_has_fewer_of_is_not_backed() -> None:
    found = regions(two_stacks() + BATCH + FAILOVER)
    assert found["aws_lb.one"] == PAIRED
    assert found["aws_ecs_service.reports"] == ALONE
    assert found["aws_ecs_service.one"] == ALONE
    assert found["aws_ecs_service.two"] == PAIRED


def test_what_both_stacks_lean_on_is_not_backed_by_either() -> None:
    shared = 'resource "aws_lambda_function" "pricing" {\n function_name = "pricing"\n}\n'
    apis = "".join(
        f"""
resource "aws_apigatewayv2_api" "{name}" {{
  provider = {provider}
  name     = "{name}"
  target   = aws_lambda_function.pricing.arn
}}

resource "aws_route53_record" "{name}" {{
  zone_id = aws_route53_zone.main.zone_id
  name    = "app.example.com"
  type    = "CNAME"
  records = [aws_apigatewayv2_api.{name}.api_endpoint]
  health_check_id = "checked"
  {LATENCY}
}}
"""
        for name, provider in (("one", "aws"), ("two", "aws.other"))
    )
    assert regions(PROVIDERS % "eu-central-1" + ZONE + shared + apis) == {
        "aws_apigatewayv2_api.one": PAIRED,
        "aws_apigatewayv2_api.two": PAIRED,
        "aws_lambda_function.pricing": ALONE,
    }


def endpoint(name: str, region: str, more: str = "") -> str:
    return f"""
resource "aws_globalaccelerator_endpoint_group" "{name}" {{
  listener_arn          = aws_globalaccelerator_listener.main.id
  endpoint_group_region = "{region}"
  {more}
  endpoint_configuration {{
    endpoint_id = aws_lb.{name}.arn
  }}
}}
"""


ACCELERATOR = """
resource "aws_globalaccelerator_accelerator" "main" {
  name = "main"
}

resource "aws_globalaccelerator_listener" "main" {
  accelerator_arn = aws_globalaccelerator_accelerator.main.id
}
"""


def test_endpoint_groups_of_one_accelerator_are_a_live_pair() -> None:
    groups = endpoint("one", "eu-west-1") + endpoint("two", "eu-central-1")
    found = regions(two_stacks() + ACCELERATOR + groups)
    assert found == all_four(PAIRED, PAIRED) | {"aws_globalaccelerator_accelerator.main": "continues/service"}


@pytest.mark.parametrize(("enabled", "region"), [
    ("enabled = true", PAIRED),
    ("enabled = false", ALONE),
    ("enabled = var.on", "unknown(var.on)"),
])  # fmt: skip
def test_an_accelerator_that_is_off_sends_nothing_anywhere(enabled: str, region: str) -> None:
    groups = endpoint("one", "eu-west-1") + endpoint("two", "eu-central-1")
    accelerator = ACCELERATOR.replace('name = "main"', f'name = "main"\n  {enabled}')
    found = regions(two_stacks() + ON + accelerator + groups)
    found.pop("aws_globalaccelerator_accelerator.main", "")
    assert found == all_four(region, region)


def group(name: str, region: str, endpoints: str, more: str = "") -> str:
    return f"""
resource "aws_globalaccelerator_endpoint_group" "{name}" {{
  listener_arn          = aws_globalaccelerator_listener.main.arn
  endpoint_group_region = "{region}"
  {more}
  {endpoints}
}}
"""


def weighted(name: str, weight: str) -> str:
    return f"endpoint_configuration {{\n endpoint_id = aws_lb.{name}.arn\n weight = {weight}\n}}\n"


ON = 'variable "on" {\n type = bool\n}\n'
SECOND = {
    "weight 1": (weighted("two", "1"), PAIRED, PAIRED),
    "weight 0": (weighted("two", "0"), ALONE, ALONE),
    "open weight": (weighted("two", "var.on ? 128 : 0"), "unknown(var.on)", "unknown(var.on)"),
    "maybe there": (
        'dynamic "endpoint_configuration" {\n for_each = var.on ? [aws_lb.two.arn] : []\n'
        " content {\n endpoint_id = endpoint_configuration.value\n }\n}\n",
        "unknown(var.on)", "unknown(var.on)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("second", "one", "two"), SECOND.values(), ids=SECOND)
def test_an_endpoint_of_weight_0_never_gets_requests(second: str, one: str, two: str) -> None:
    text = two_stacks() + ON + ACCELERATOR + group("one", "eu-west-1", weighted("one", "1"))
    found = regions(text + group("two", "eu-central-1", second))
    assert found == all_four(one, two) | {"aws_globalaccelerator_accelerator.main": "continues/service"}


@pytest.mark.parametrize("dial", ["traffic_dial_percentage = 0", "traffic_dial_percentage = var.on ? 0 : 100"])
def test_a_group_that_is_dialled_down_gets_what_others_cannot_serve(dial: str) -> None:
    groups = group("one", "eu-west-1", weighted("one", "1")) + group("two", "eu-central-1", weighted("two", "1"), dial)
    assert regions(two_stacks() + ON + ACCELERATOR + groups)["aws_lb.one"] == PAIRED


@pytest.mark.parametrize(
    ("second", "needs", "one_of"),
    [
        ("weight 1", [], [["aws_lb.one", "aws_lb.two"]]),
        ("weight 0", ["aws_lb.one"], []),
        ("open weight", ["aws_lb.one"], []),
        ("maybe there", ["aws_lb.one"], []),
    ],
)
def test_an_accelerator_needs_the_endpoints_that_surely_get_requests(
    second: str, needs: list[str], one_of: list[list[str]]
) -> None:
    text = two_stacks() + ON + ACCELERATOR + group("one", "eu-west-1", weighted("one", "1"))
    found = components(text + group("two", "eu-central-1", SECOND[second][0]))
    accelerator = found["aws_globalaccelerator_accelerator.main"]
    assert [need.rpartition("::")[2] for need in accelerator.needs] == needs
    assert [[need.rpartition("::")[2] for need in group] for group in accelerator.one_of] == one_of


# --- CloudFront ---------------------------------------------------------------------------------------------------


def distribution(second: str = "", target: str = '"both"') -> str:
    member = 'member {{\n origin_id = "{0}"\n}}\n'
    origin = 'origin {{\n origin_id = "{0}"\n domain_name = aws_lb.{0}.dns_name\n}}\n'
    return f"""
resource "aws_cloudfront_distribution" "edge" {{
  enabled = true
  {origin.format("one")}
  {second or origin.format("two")}
  origin_group {{
    origin_id = "both"
    {member.format("one")}
    {member.format("two")}
  }}
  default_cache_behavior {{
    target_origin_id = {target}
  }}
}}
"""


DYNAMIC_ORIGIN = """dynamic "origin" {
  for_each = var.on ? [aws_lb.two.dns_name] : []
  content {
    origin_id   = "two"
    domain_name = origin.value
  }
}
"""


@pytest.mark.parametrize(
    ("text", "region"),
    [
        (distribution(), PAIRED),
        (distribution(target='"one"'), ALONE),
        (distribution(target='var.on ? "both" : "one"'), "unknown(var.on)"),
        (distribution(DYNAMIC_ORIGIN), "unknown(var.on)"),
    ],
)
def test_origins_of_an_origin_group_that_requests_go_to_are_a_live_pair(text: str, region: str) -> None:
    found = regions(two_stacks() + ON + text)
    assert found == all_four(region, region) | {"aws_cloudfront_distribution.edge": "continues/service"}


def test_a_distribution_that_is_off_sends_nothing_anywhere() -> None:
    off = distribution().replace("enabled = true", "enabled = false")
    assert regions(two_stacks() + off) == all_four(ALONE, ALONE)


# --- geolocation --------------------------------------------------------------------------------------------------


def place(text: str) -> str:
    return f"geolocation_routing_policy {{\n {text}\n}}"


EUROPE, EVERYWHERE = 'continent = "EU"', 'country = "*"'


@pytest.mark.parametrize(
    ("smaller", "larger", "one", "two"),
    [
        (EUROPE, 'continent = "NA"', ALONE, ALONE),
        (EUROPE, EVERYWHERE, PAIRED, ALONE),
        ('country = "DE"', EUROPE, PAIRED, ALONE),
        ('country = "US"', EUROPE, ALONE, ALONE),
        ('country = "DE"', 'country = "FR"', ALONE, ALONE),
        ('country = "US"\n subdivision = "CA"', 'country = "US"', PAIRED, ALONE),
        ('country = "US"\n subdivision = "CA"', 'country = "US"\n subdivision = "NY"', ALONE, ALONE),
        ('country = "TR"', EUROPE, ALONE, ALONE),
        (EUROPE, 'country = var.on ? "*" : "US"', "unknown(var.on)", ALONE),
    ],
)
def test_a_record_of_a_place_falls_back_to_one_of_a_larger_place(smaller: str, larger: str, one: str, two: str) -> None:
    """Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html"""
    found = regions(two_stacks() + ON + record("one", place(smaller)) + record("two", place(larger)))
    assert found == all_four(one, two)


def test_a_place_that_is_not_known_is_a_question() -> None:
    text = 'variable "place" {\n type = string\n}\n' + record("one", place(EUROPE))
    found = regions(two_stacks() + text + record("two", place("country = var.place")))
    assert found == all_four("unknown(var.place)", "unknown(var.place)"), "a larger place, or one in Europe"


def test_a_default_record_backs_a_place_whose_own_larger_record_fails_too() -> None:
    third = stack("three", "aws.other", region="eu-central-1") + record("three", place(EVERYWHERE))
    places = record("one", place('country = "DE"')) + record("two", place('continent = "NA"'))
    found = regions(two_stacks() + third + places)
    assert {a: found[a] for a in ("aws_lb.one", "aws_lb.two", "aws_lb.three")} == {
        "aws_lb.one": PAIRED, "aws_lb.two": ALONE, "aws_lb.three": ALONE,
    }  # fmt: skip


def test_a_pair_says_how_long_the_failover_takes_and_where_that_is_documented() -> None:
    verdict = components(two_stacks() + FAILOVER)["aws_lb.one"].outcomes[Scenario.REGION]
    assert verdict.why == "the same stack in another region takes over behind one health-checked entrance"
    assert verdict.rto == (60, 300)
    assert verdict.source == "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html"
    assert [(e.address, e.attribute, e.value) for e in verdict.evidence] == [
        ("aws_lb.two", "region", "eu-central-1"),
        ("aws_ecs_service.two", "desired_count", 2),
    ]


def test_machines_behind_a_record_of_addresses_are_a_live_pair() -> None:
    machines = "".join(
        f"""
resource "aws_instance" "{name}" {{
  provider = {provider}
}}

resource "aws_eip" "{name}" {{
  provider = {provider}
  instance = aws_instance.{name}.id
}}

resource "aws_route53_record" "{name}" {{
  zone_id         = aws_route53_zone.main.zone_id
  name            = "app.example.com"
  type            = "A"
  records         = [aws_eip.{name}.public_ip]
  health_check_id = "checked"
  multivalue_answer_routing_policy = true
}}
"""
        for name, provider in (("one", "aws"), ("two", "aws.other"))
    )
    found = regions(PROVIDERS % "eu-central-1" + ZONE + machines)
    assert found == {"aws_instance.one": PAIRED, "aws_instance.two": PAIRED}


def test_apis_behind_regional_domain_names_are_a_live_pair_with_their_functions() -> None:
    apis = "".join(
        f"""
resource "aws_lambda_function" "{name}" {{
  provider = {provider}
}}

resource "aws_api_gateway_rest_api" "{name}" {{
  provider = {provider}
}}

resource "aws_api_gateway_integration" "{name}" {{
  provider    = {provider}
  rest_api_id = aws_api_gateway_rest_api.{name}.id
  uri         = aws_lambda_function.{name}.invoke_arn
}}

resource "aws_api_gateway_domain_name" "{name}" {{
  provider    = {provider}
  domain_name = "app.example.com"
}}

resource "aws_api_gateway_base_path_mapping" "{name}" {{
  provider    = {provider}
  api_id      = aws_api_gateway_rest_api.{name}.id
  domain_name = aws_api_gateway_domain_name.{name}.id
}}
"""
        + record(name, LATENCY, target="aws_api_gateway_domain_name").replace("dns_name", "regional_domain_name")
        for name, provider in (("one", "aws"), ("two", "aws.other"))
    )
    found = regions(PROVIDERS % "eu-central-1" + ZONE + apis)
    assert found == {
        "aws_lambda_function.one": PAIRED,
        "aws_api_gateway_rest_api.one": PAIRED,
        "aws_lambda_function.two": PAIRED,
        "aws_api_gateway_rest_api.two": PAIRED,
    }


def test_stacks_of_two_roots_behind_one_record_are_a_live_pair() -> None:
    roots = {
        f"{name}/main.tf": f'provider "aws" {{\n region = "{region}"\n}}\n'
        + stack("site", "aws", region=region)
        + record("site", LATENCY)
        .replace("aws_route53_zone.main.zone_id", '"Z0123456789"')
        .replace('set_identifier = "site"', f'set_identifier = "{name}"')
        for name, region in (("one", "eu-west-1"), ("two", "eu-central-1"))
    }
    found = components(roots)
    assert {said(c.outcomes[Scenario.REGION]) for c in found.values()} == {PAIRED}


def each_with_its_own_zone(ones: str, others: str, name: str, more: str = "", zone: str = "zone_id") -> dict[str, str]:
    """Two roots, each with a stack behind a record whose zone a data source of its own looks for."""
    roots = {
        f"{root}/main.tf": f'provider "aws" {{\n region = "{region}"\n}}\n{more}\n'
        f'data "aws_route53_zone" "main" {{\n {sought}\n}}\n'
        + stack(root, "aws", region=region)
        + record(root, LATENCY)
        .replace("aws_route53_zone.main.zone_id", f"data.aws_route53_zone.main.{zone}")
        .replace('"app.example.com"', name)
        for root, region, sought in (("one", "eu-west-1", ones), ("two", "eu-central-1", others))
    }
    return {address: found["region"] for address, found in outcomes(roots).items()}


NAMED = 'name = "example.com"'
BY_ID = 'zone_id = "Z0123456789"'
IN_ZONE = '"app.${data.aws_route53_zone.main.name}"'


@pytest.mark.parametrize(
    ("ones", "others", "name"),
    [
        (NAMED, NAMED, '"app.example.com"'),
        (NAMED, 'name = "Example.com."', IN_ZONE),
        (NAMED, NAMED + "\n private_zone = false", IN_ZONE),
        (BY_ID, BY_ID, IN_ZONE),
        (BY_ID, BY_ID, "data.aws_route53_zone.main.name"),
    ],
)
@pytest.mark.parametrize("zone", ["zone_id", "id"])
def test_data_sources_that_look_for_the_same_zone_find_the_same(ones: str, others: str, name: str, zone: str) -> None:
    assert each_with_its_own_zone(ones, others, name, zone=zone) == all_four(PAIRED, PAIRED)


@pytest.mark.parametrize(
    ("ones", "others", "name"),
    [
        (NAMED, 'name = "example.org"', '"app.example.com"'),
        (NAMED, NAMED + "\n private_zone = true", '"app.example.com"'),
        (
            NAMED + '\n private_zone = true\n vpc_id = "vpc-1"',
            NAMED + '\n private_zone = true\n vpc_id = "vpc-2"',
            IN_ZONE,
        ),
        (BY_ID, 'zone_id = "Z9876543210"', IN_ZONE),
        ("name = var.zone", "name = var.zone", '"app.example.com"'),
        (BY_ID, BY_ID, '"${var.zone}.example.com"'),
    ],
)
def test_data_sources_that_look_for_other_zones_make_no_pair(ones: str, others: str, name: str) -> None:
    variable = 'variable "zone" {\n type = string\n}'
    assert each_with_its_own_zone(ones, others, name, variable) == all_four(ALONE, ALONE)


def test_zones_of_one_name_in_two_accounts_make_no_pair() -> None:
    other = (
        'provider "aws" {\n alias = "other"\n assume_role {\n  role_arn = "arn:aws:iam::222222222222:role/dns"\n }\n}'
    )
    found = each_with_its_own_zone(NAMED, NAMED + "\n provider = aws.other", IN_ZONE, other)
    assert found == all_four(ALONE, ALONE)


def test_a_module_for_each_region_looks_for_the_zone_by_itself() -> None:
    module = (
        'terraform {\n required_providers {\n  aws = {\n   source = "hashicorp/aws"\n'
        "   configuration_aliases = [aws.region]\n  }\n }\n}\n"
        'variable "zone" {}\nvariable "which" {}\ndata "aws_route53_zone" "main" {\n name = var.zone\n}\n'
        + stack("site", "aws.region")
        + record("site", LATENCY)
        .replace("aws_route53_zone.main.zone_id", "data.aws_route53_zone.main.zone_id")
        .replace('"app.example.com"', IN_ZONE)
        .replace('set_identifier = "site"', "set_identifier = var.which")
    )
    calls = "".join(
        f'module "{name}" {{\n source = "./site"\n which = "{name}"\n zone = var.zone\n'
        f" providers = {{\n  aws = aws\n  aws.region = {provider}\n }}\n}}\n"
        for name, provider in (("one", "aws"), ("two", "aws.other"))
    )
    variable = 'variable "zone" {\n type = string\n%s\n}\n'
    for default in ("", ' default = "example.com"'):
        main = PROVIDERS % "eu-central-1" + variable % default + calls
        found = {
            a: said(c.outcomes[Scenario.REGION])
            for a, c in components({"main.tf": main, "site/main.tf": module}).items()
        }
        assert found == {
            "module.one.aws_lb.site": PAIRED,
            "module.one.aws_ecs_service.site": PAIRED,
            "module.two.aws_lb.site": PAIRED,
            "module.two.aws_ecs_service.site": PAIRED,
        }


# --- what is shown ------------------------------------------------------------------------------------------------


def balanced(name: str, region: str) -> str:
    """A root with a load balancer behind the record of the region."""
    return f"""
variable "place" {{}}
variable "other" {{}}
provider "aws" {{
  region = {region}
}}
resource "aws_lb" "{name}" {{
  load_balancer_type = "network"
  subnets            = ["subnet-1", "subnet-2"]
}}
resource "aws_route53_record" "api" {{
  zone_id        = "Z1"
  name           = "api.example.com"
  type           = "A"
  set_identifier = {region}
  latency_routing_policy {{
    region = {region}
  }}
  alias {{
    name                   = aws_lb.{name}.dns_name
    zone_id                = aws_lb.{name}.zone_id
    evaluate_target_health = true
  }}
}}
"""


@pytest.mark.parametrize(("near", "far", "expected"), [
    ('"us-east-1"', '"us-west-2"', [("aws_lb.this", "us-west-2", "b/main.tf")]),
    ("var.place", "var.other", [("aws_lb.this", "var.place", "a/main.tf"), ("aws_lb.this", "var.other", "b/main.tf")]),
])  # fmt: skip
def test_the_counterpart_that_decides_is_shown(near: str, far: str, expected: list[tuple[str, str, str]]) -> None:
    roots = {"a/main.tf": balanced("this", near), "b/main.tf": balanced("this", far)}
    found = components({**roots, "c/main.tf": balanced("mine", '"us-east-1"')})["aws_lb.mine"]
    shown = [
        (e.address, next(iter(causes_of(e.value)), e.value), e.file) for e in found.outcomes[Scenario.REGION].evidence
    ]
    assert shown == expected
