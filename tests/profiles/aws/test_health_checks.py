"""What moves queries from one stack to another: its health, or somebody who turns a switch."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.aws.stacks import (
    ALONE,
    LATENCY,
    PAIRED,
    PRIMARY,
    SECONDARY,
    WEIGHTED,
    all_four,
    record,
    regions,
    two_stacks,
)

BY_HAND = "recovers/promotion"
OPEN = 'variable "x" {\n}\n'


def check(name: str, more: str) -> str:
    return f'resource "aws_route53_health_check" "{name}" {{\n {more}\n}}\n'


def control(name: str) -> str:
    return (
        f'resource "aws_route53recoverycontrolconfig_routing_control" "{name}" {{\n name = "{name}"\n'
        ' cluster_arn = "arn:aws:route53-recovery-control::111122223333:cluster/c"\n}\n'
        + check(
            name,
            'type = "RECOVERY_CONTROL"\n routing_control_arn ='
            f" aws_route53recoverycontrolconfig_routing_control.{name}.arn",
        )
    )


def checked(name: str, policy: str, by: str, healthy: str = "false") -> str:
    return record(name, policy, healthy=healthy, more=f"health_check_id = {by}")


def of(name: str) -> str:
    return f"aws_route53_health_check.{name}.id"


CONTROLS = control("one") + control("two")
HTTP = check("http", 'type = "HTTPS"')


def test_a_routing_control_is_turned_by_a_person() -> None:
    records = checked("one", PRIMARY, of("one")) + checked("two", SECONDARY, of("two"))
    text = two_stacks() + CONTROLS + records
    assert regions(text) == all_four(BY_HAND, PAIRED), "the primary goes on where the standby's region fails"
    verdict = components(text)["aws_lb.one"].outcomes[Scenario.REGION]
    assert verdict.why == "the same stack in another region takes over once somebody turns the switch of its record"
    assert [(e.address, e.attribute, e.value) for e in verdict.evidence] == [
        ("aws_route53_health_check.one", "type", "RECOVERY_CONTROL"),
        ("aws_route53_health_check.two", "type", "RECOVERY_CONTROL"),
        ("aws_lb.two", "region", "eu-central-1"),
        ("aws_ecs_service.two", "desired_count", 2),
    ]


@pytest.mark.parametrize("policy", [WEIGHTED, LATENCY])
def test_stacks_that_share_queries_under_routing_controls_move_by_hand(policy: str) -> None:
    records = checked("one", policy, of("one")) + checked("two", policy, of("two"))
    assert regions(two_stacks() + CONTROLS + records) == all_four(BY_HAND, BY_HAND)


@pytest.mark.parametrize(
    ("one", "two", "region"),
    [
        # The health of the target is watched beside the switch, and nothing keeps the standby from answering.
        (checked("one", PRIMARY, of("one"), "true"), record("two", SECONDARY), PAIRED),
        (checked("one", PRIMARY, of("http")), record("two", SECONDARY), PAIRED),
        # The standby answers only once its own switch is on.
        (checked("one", PRIMARY, of("http")), checked("two", SECONDARY, of("two")), BY_HAND),
        # Nothing takes the primary out, whoever turns the switch of the standby.
        (record("one", PRIMARY, healthy="false"), checked("two", SECONDARY, of("two")), ALONE),
    ],
)
def test_what_a_switch_decides_and_what_health_does(one: str, two: str, region: str) -> None:
    assert regions(two_stacks() + CONTROLS + HTTP + one + two) == all_four(region, PAIRED)


ALARM = 'type = "CLOUDWATCH_METRIC"\n cloudwatch_alarm_name = "down"\n cloudwatch_alarm_region = '


@pytest.mark.parametrize(
    ("more", "region"),
    [
        ('type = "HTTPS"', PAIRED),
        ('type = "HTTPS"\n invert_healthcheck = false', PAIRED),
        ('type = "HTTPS"\n invert_healthcheck = true', BY_HAND),
        (f'{ALARM}"us-east-1"', PAIRED),
        (f'{ALARM}"us-east-1"\n invert_healthcheck = true', PAIRED),
        (f'{ALARM}"eu-west-1"', ALONE),
        (f'{ALARM}"eu-west-1"\n insufficient_data_health_status = "Healthy"', ALONE),
        (f'{ALARM}"eu-west-1"\n insufficient_data_health_status = "Unhealthy"', PAIRED),
        (f"{ALARM}var.x", "unknown(var.x)"),
        ('type = "HTTPS"\n invert_healthcheck = var.x', "unknown(var.x)"),
        ("type = var.x", "unknown(var.x)"),
        ('type = "RECOVERY_CONTROL"\n disabled = true', ALONE),
        ('type = "HTTPS"\n invert_healthcheck = true\n disabled = true', ALONE),
    ],
)
def test_kinds_of_health_checks(more: str, region: str) -> None:
    """An inverted check fails where what it asks answers, such as a file that somebody writes.

    That of an alarm keeps its status once the alarm's region is lost, unless no data is unhealthy.
    """
    records = checked("one", PRIMARY, of("own")) + record("two", SECONDARY)
    assert regions(two_stacks() + OPEN + check("own", more) + records) == all_four(region, PAIRED)


def calculated(children: str, threshold: str) -> str:
    asked = f"child_health_threshold = {threshold}" if threshold else ""
    return check("own", f'type = "CALCULATED"\n child_healthchecks = [{children}]\n {asked}')


OFF = check("off", 'type = "HTTPS"\n disabled = true')


@pytest.mark.parametrize(
    ("children", "threshold", "region"),
    [
        (("http",), "1", PAIRED),
        (("one",), "1", BY_HAND),
        (("http", "one"), "2", PAIRED),
        (("http", "one"), "1", BY_HAND),
        (("http", "one"), "", BY_HAND),
        (("http", "one"), "var.x", "unknown(var.x)"),
        (("http", "off"), "1", ALONE),
        (("http", "off"), "2", PAIRED),
        (("one", "off"), "1", ALONE),
        (("http",), "0", ALONE),
    ],
)
def test_a_calculated_check_fails_where_too_few_children_stay_healthy(
    children: tuple[str, ...], threshold: str, region: str
) -> None:
    own = calculated(", ".join(map(of, children)), threshold)
    records = checked("one", PRIMARY, of("own")) + record("two", SECONDARY)
    assert regions(two_stacks() + OPEN + CONTROLS + HTTP + OFF + own + records) == all_four(region, PAIRED)


def test_children_that_no_code_makes_are_taken_to_watch_their_targets() -> None:
    records = checked("one", PRIMARY, of("own")) + record("two", SECONDARY)
    for children in ('["a", "b"]', "var.x"):
        own = check("own", f'type = "CALCULATED"\n child_healthchecks = {children}\n child_health_threshold = 1')
        assert regions(two_stacks() + OPEN + own + records) == all_four(PAIRED, PAIRED), children


def test_calculated_checks_in_a_circle_watch_nothing() -> None:
    circle = check("own", f'type = "CALCULATED"\n child_healthchecks = [{of("on")}]\n child_health_threshold = 1')
    circle += check("on", f'type = "CALCULATED"\n child_healthchecks = [{of("own")}]\n child_health_threshold = 1')
    records = checked("one", PRIMARY, of("own")) + record("two", SECONDARY)
    assert regions(two_stacks() + circle + records) == all_four(ALONE, PAIRED)


def test_a_record_that_has_a_health_check_on_one_branch_only() -> None:
    by = f'var.x == "a" ? {of("http")} : null'
    records = checked("one", PRIMARY, by) + record("two", SECONDARY)
    assert regions(two_stacks() + OPEN + HTTP + records) == all_four("unknown(var.x)", PAIRED)
    by = f'var.x == "a" ? {of("http")} : {of("one")}'
    records = checked("one", PRIMARY, by) + record("two", SECONDARY)
    assert regions(two_stacks() + OPEN + CONTROLS + HTTP + records) == all_four("unknown(var.x)", PAIRED)


def inner(name: str, more: str) -> str:
    return f"""
resource "aws_route53_record" "inner_{name}" {{
  zone_id = aws_route53_zone.main.zone_id
  name    = "{name}.example.com"
  {more}
}}
"""


def outer(name: str, policy: str, target: str) -> str:
    return record(name, policy).replace(f"aws_lb.{name}.dns_name", target)


ALIAS = """type = "A"
  alias {{
    name                   = aws_lb.{0}.dns_name
    zone_id                = aws_lb.{0}.zone_id
    evaluate_target_health = {1}
  }}"""
PLAIN = 'type = "CNAME"\n  records = [aws_lb.one.dns_name]\n  ttl = 60'


@pytest.mark.parametrize("target", ["aws_route53_record.inner_one.fqdn", '"one.example.com"'])
@pytest.mark.parametrize(("one", "expected"), [
    (ALIAS.format("one", "true"), PAIRED),
    (ALIAS.format("one", "false"), ALONE),
    (ALIAS.format("one", "var.x"), "unknown(var.x)"),
    (PLAIN, ALONE),
    (PLAIN + f"\n  health_check_id = {of('http')}", PAIRED),
])  # fmt: skip
def test_an_alias_of_a_record_that_nothing_watches_never_leaves(one: str, expected: str, target: str) -> None:
    records = outer("one", PRIMARY, target) + inner("one", one) + record("two", SECONDARY)
    assert regions(two_stacks() + OPEN + HTTP + records)["aws_lb.one"] == expected


def test_a_distribution_never_makes_its_alias_leave() -> None:
    cdn = (
        'resource "aws_cloudfront_distribution" "cdn" {\n origin {\n origin_id = "one"\n'
        " domain_name = aws_lb.one.dns_name\n }\n}\n"
    )
    records = outer("one", PRIMARY, "aws_cloudfront_distribution.cdn.domain_name") + record("two", SECONDARY)
    assert regions(two_stacks() + cdn + records)["aws_lb.one"] == ALONE


def test_a_record_of_weight_0_answers_once_the_others_are_left_out() -> None:
    none = WEIGHTED.replace("50", "0")
    assert regions(two_stacks() + record("one", WEIGHTED) + record("two", none)) == all_four(PAIRED, PAIRED)
    unwatched = record("one", WEIGHTED, healthy="false") + record("two", none)
    assert regions(two_stacks() + unwatched)["aws_lb.one"] == ALONE
