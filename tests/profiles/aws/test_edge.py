"""Amazon CloudFront, AWS Global Accelerator and Amazon Route 53."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, EVERYWHERE, NETWORK, SERVICE


def distribution(text: str) -> str:
    return f'resource "aws_cloudfront_distribution" "edge" {{\n{text}\n}}\n'


def origin(name: str, domain: str) -> str:
    return f'origin {{\n origin_id = "{name}"\n domain_name = {domain}\n}}\n'


BUCKETS = """
resource "aws_s3_bucket" "one" {
  bucket = "one"
}

resource "aws_s3_bucket" "two" {
  bucket = "two"
}
"""
ONE = origin("one", "aws_s3_bucket.one.bucket_regional_domain_name")
TWO = origin("two", "aws_s3_bucket.two.bucket_regional_domain_name")


def test_a_distribution_answers_everywhere() -> None:
    assert outcomes(AWS + distribution("enabled = true")) == {"aws_cloudfront_distribution.edge": EVERYWHERE}


def test_a_distribution_that_is_switched_off_is_no_component() -> None:
    assert outcomes(AWS + distribution("enabled = false")) == {}


def test_a_distribution_whose_switch_is_not_known_is_one() -> None:
    text = 'variable "enabled" {}\n' + AWS + distribution("enabled = var.enabled")
    assert outcomes(text) == {"aws_cloudfront_distribution.edge": EVERYWHERE}


def test_a_distribution_needs_its_origins() -> None:
    found = components(AWS + BUCKETS + distribution("enabled = true\n" + ONE + TWO))
    assert found["aws_cloudfront_distribution.edge"].needs == (".::aws_s3_bucket.one", ".::aws_s3_bucket.two")


def test_an_origin_is_the_bucket_behind_its_website() -> None:
    site = 'resource "aws_s3_bucket_website_configuration" "one" { bucket = aws_s3_bucket.one.id }\n'
    origin = ONE.replace("aws_s3_bucket.one.", "aws_s3_bucket_website_configuration.one.")
    found = components(AWS + BUCKETS + site + distribution("enabled = true\n" + origin))
    assert "aws_s3_bucket_website_configuration.one." in origin
    assert found["aws_cloudfront_distribution.edge"].needs == (".::aws_s3_bucket.one",)


GROUP = """
origin_group {
  origin_id = "both"
  member {
    origin_id = "one"
  }
  member {
    origin_id = "two"
  }
}
"""


@pytest.mark.parametrize(("behavior", "needs", "one_of"), [
    ("", (), ((".::aws_s3_bucket.one", ".::aws_s3_bucket.two"),)),
    ('default_cache_behavior {\n target_origin_id = "both"\n}\n', (),
     ((".::aws_s3_bucket.one", ".::aws_s3_bucket.two"),)),
    ('ordered_cache_behavior {\n target_origin_id = "two"\n}\n', (".::aws_s3_bucket.two",), ()),
])  # fmt: skip
def test_of_the_origins_of_a_group_a_distribution_needs_one(
    behavior: str, needs: tuple[str, ...], one_of: tuple[tuple[str, ...], ...]
) -> None:
    found = components(AWS + BUCKETS + distribution("enabled = true\n" + ONE + TWO + GROUP + behavior))
    edge = found["aws_cloudfront_distribution.edge"]
    assert (edge.needs, edge.one_of) == (needs, one_of)


def test_a_bucket_with_a_page_that_says_sorry_is_no_copy_of_what_runs() -> None:
    front = 'resource "aws_lb" "front" {\n  name = "front"\n}\n'
    one = 'origin {\n origin_id = "one"\n domain_name = aws_lb.front.dns_name\n}\n'
    found = components(AWS + BUCKETS + front + distribution("enabled = true\n" + one + TWO + GROUP))
    edge = found["aws_cloudfront_distribution.edge"]
    assert (edge.needs, edge.one_of) == ((".::aws_lb.front",), ())


def test_an_origin_of_a_group_that_is_not_in_the_code_may_always_answer() -> None:
    other = 'origin {\n origin_id = "two"\n domain_name = "backup.example.com"\n}\n'
    edge = components(AWS + BUCKETS + distribution("enabled = true\n" + ONE + other + GROUP))
    assert edge["aws_cloudfront_distribution.edge"].one_of == ()


def test_an_origin_that_a_record_names_is_what_the_record_leads_to() -> None:
    found = components(
        AWS
        + NETWORK
        + """
resource "aws_lb" "front" {
  subnets = aws_subnet.private[*].id
}

resource "aws_route53_zone" "main" {
  name = "example.com"
}

resource "aws_route53_record" "app" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "app.example.com"
  type    = "A"
  alias {
    name                   = aws_lb.front.dns_name
    zone_id                = aws_lb.front.zone_id
    evaluate_target_health = true
  }
}
"""
        + distribution("enabled = true\n" + origin("app", '"app.example.com"'))
    )
    assert found["aws_cloudfront_distribution.edge"].needs == (".::aws_lb.front",)


def test_an_origin_in_a_network_is_what_its_endpoint_is_for() -> None:
    text = """
resource "aws_lb" "inner" {
  internal = true
  subnets  = ["subnet-1", "subnet-2"]
}

resource "aws_cloudfront_vpc_origin" "inner" {
  vpc_origin_endpoint_config {
    name = "inner"
    arn  = aws_lb.inner.arn
  }
}
"""
    private = """
  origin {
    origin_id   = "app"
    domain_name = "app.example.com"
    vpc_origin_config {
      vpc_origin_id = aws_cloudfront_vpc_origin.inner.id
    }
  }
"""
    found = components(AWS + text + distribution("enabled = true\n" + private))
    assert found["aws_cloudfront_distribution.edge"].needs == (".::aws_lb.inner",)


def test_an_origin_that_one_of_several_records_names_where_all_hang_on_one_input() -> None:
    text = """
variable "open" { type = string }

resource "aws_lb" "front" {
  subnets = ["subnet-1", "subnet-2"]
}

resource "aws_route53_record" "site" {
  for_each = {
    for k, s in { app = { name = "app.example.com" }, www = { name = "www.example.com" } } : k => s if var.open != null
  }
  zone_id = "Z1"
  name    = each.value.name
  type    = "A"
  alias {
    name                   = aws_lb.front.dns_name
    zone_id                = aws_lb.front.zone_id
    evaluate_target_health = true
  }
}
"""
    cdn = distribution("enabled = true\ncount = var.open != null ? 1 : 0\n" + origin("app", '"app.example.com"'))
    assert components(AWS + text + cdn)["aws_cloudfront_distribution.edge"].needs == (".::aws_lb.front",)


ACCELERATOR = (
    AWS
    + NETWORK
    + """
resource "aws_lb" "front" {
  subnets = aws_subnet.private[*].id
}

resource "aws_globalaccelerator_accelerator" "main" {
  name    = "main"
  enabled = %s
}

resource "aws_globalaccelerator_listener" "main" {
  accelerator_arn = aws_globalaccelerator_accelerator.main.id
}

resource "aws_globalaccelerator_endpoint_group" "one" {
  listener_arn = aws_globalaccelerator_listener.main.id
  endpoint_configuration {
    endpoint_id = aws_lb.front.arn
  }
}
"""
)


def test_an_accelerator_answers_everywhere_and_needs_its_only_endpoint_group() -> None:
    found = components(ACCELERATOR % "true")
    assert outcomes(ACCELERATOR % "true")["aws_globalaccelerator_accelerator.main"] == EVERYWHERE
    assert found["aws_globalaccelerator_accelerator.main"].needs == (".::aws_lb.front",)


def test_an_accelerator_that_is_switched_off_is_no_component() -> None:
    assert list(outcomes(ACCELERATOR % "false")) == ["aws_lb.front"]


def test_zones_answer_everywhere_and_records_are_code() -> None:
    assert outcomes(
        AWS
        + """
resource "aws_route53_zone" "public" {
  name = "example.com"
}

resource "aws_route53_zone" "private" {
  name = "inner.example.com"
  vpc {
    vpc_id = "vpc-1"
  }
}

resource "aws_route53_record" "app" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "app"
  type    = "CNAME"
  records = ["elsewhere.example.net"]
}
"""
    ) == {"aws_route53_zone.public": EVERYWHERE, "aws_route53_zone.private": EVERYWHERE}


@pytest.mark.parametrize("between", [
    'instance = aws_instance.app.id',
    'network_interface = aws_network_interface.app.id',
    '}\nresource "aws_eip_association" "app" {\n  allocation_id = aws_eip.app.id\n'
    '  network_interface_id = aws_network_interface.app.id',
])  # fmt: skip
def test_an_origin_by_a_record_of_an_address_is_the_machine_behind(between: str) -> None:
    found = components(
        AWS
        + f"""
resource "aws_network_interface" "app" {{}}

resource "aws_instance" "app" {{
  network_interface {{
    network_interface_id = aws_network_interface.app.id
    device_index         = 0
  }}
}}

resource "aws_route53_record" "app" {{
  name    = "app.example.com"
  type    = "A"
  records = [aws_eip.app.public_ip]
}}

resource "aws_eip" "app" {{
  {between}
}}
"""
        + distribution('enabled = true\norigin {\n  origin_id = "app"\n  domain_name = "app.example.com"\n}\n')
    )
    assert found["aws_cloudfront_distribution.edge"].needs == (".::aws_instance.app",)


def test_what_amplify_builds_is_served_from_the_edge() -> None:
    text = 'resource "aws_amplify_app" "shop" {\n  name = "shop"\n}\n'
    branch = 'resource "aws_amplify_branch" "main" {\n  app_id = aws_amplify_app.shop.id\n  branch_name = "main"\n}\n'
    assert outcomes(text + branch) == {"aws_amplify_app.shop": SERVICE}


# --- origins that code leaves open --------------------------------------------------------------------------------


def missing(origins: str) -> tuple[str, ...]:
    """The names of the values of which nothing is known, and without which the distribution cannot work."""
    inputs = 'variable "origin" {}\nvariable "stage" {}\nvariable "origins" {}\ndata "aws_lb" "old" {}\n'
    return components(inputs + distribution("enabled = true\n" + origins))["aws_cloudfront_distribution.edge"].unseen


@pytest.mark.parametrize(
    ("origins", "names"),
    [
        (origin("app", "var.origin"), ("var.origin",)),
        (origin("app", '"${var.stage}.${var.origin}"'), ("var.origin", "var.stage")),
        (origin("app", "data.aws_lb.old.dns_name"), ("data.aws_lb.old",)),
        (origin("app", '"${var.stage}.acme.example"'), ()),
        (origin("app", '"app.acme.example"'), ()),
        (
            'dynamic "origin" {\n for_each = var.origins\n content {\n'
            " origin_id = origin.key\n domain_name = origin.value\n }\n}\n",
            ("var.origins",),
        ),
    ],
)
def test_an_origin_that_is_an_input_or_looked_up_is_missing_by_name(origins: str, names: tuple[str, ...]) -> None:
    assert missing(origins) == names


def test_an_origin_to_which_only_a_group_leads_is_not_the_only_one() -> None:
    group = """
origin_group {
  origin_id = "both"
  member {
    origin_id = "app"
  }
  member {
    origin_id = "spare"
  }
}
default_cache_behavior {
  target_origin_id = "%s"
}
"""
    both = origin("app", '"app.acme.example"') + origin("spare", "var.origin")
    assert missing(both + group % "both") == ()
    assert missing(both + group % "spare") == ("var.origin",)
