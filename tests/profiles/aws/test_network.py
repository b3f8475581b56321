"""NAT gateways judged as a set, VPN, Direct Connect, transit gateways."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, REDEPLOYED, SERVICE, stateless

PUBLIC = """
resource "aws_subnet" "public" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 4, count.index + 8)
  availability_zone = local.zones[count.index]
}
"""
ONE_A_ZONE = """
resource "aws_nat_gateway" "main" {
  count     = 3
  subnet_id = aws_subnet.public[count.index].id
}

resource "aws_route_table" "private" {
  count  = 3
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main[count.index].id
  }
}

resource "aws_route_table_association" "private" {
  count          = 3
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
"""
ONE_FOR_ALL = """
resource "aws_nat_gateway" "main" {
  subnet_id = aws_subnet.public[0].id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}

resource "aws_route_table_association" "private" {
  count          = 3
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}
"""
SET = stateless("continues/service", "continues/members")
ZONAL = stateless("continues/service", "recovers/redeploy")


def test_one_nat_gateway_a_zone_carries_on() -> None:
    assert outcomes(AWS + NETWORK + PUBLIC + ONE_A_ZONE) == {f"aws_nat_gateway.main[{i}]": SET for i in range(3)}


def test_one_nat_gateway_for_all_zones_falls_with_its_own() -> None:
    assert outcomes(AWS + NETWORK + PUBLIC + ONE_FOR_ALL) == {"aws_nat_gateway.main": ZONAL}


def test_nat_gateways_whose_subnets_are_routed_to_another_zone() -> None:
    text = ONE_A_ZONE.replace("aws_route_table.private[count.index].id", "aws_route_table.private[0].id")
    assert outcomes(AWS + NETWORK + PUBLIC + text) == {f"aws_nat_gateway.main[{i}]": ZONAL for i in range(3)}


def test_nat_gateways_that_no_route_leads_to() -> None:
    text = ONE_A_ZONE[: ONE_A_ZONE.index('resource "aws_route_table" "private"')]
    assert outcomes(AWS + NETWORK + PUBLIC + text) == {f"aws_nat_gateway.main[{i}]": ZONAL for i in range(3)}


def test_zones_that_a_data_source_lists_are_told_apart() -> None:
    zones = 'data "aws_availability_zones" "all" {}\n'
    network = NETWORK.replace('["eu-west-1a", "eu-west-1b", "eu-west-1c"]', "data.aws_availability_zones.all.names")
    found = outcomes(AWS + zones + network + PUBLIC + ONE_A_ZONE)
    assert found == {f"aws_nat_gateway.main[{i}]": SET for i in range(3)}


BY_NAME_OR_ID = """
  availability_zone    = length(regexall("^[a-z]{2}-", local.zones[count.index])) > 0 ? local.zones[count.index] : null
  availability_zone_id = length(regexall("^[a-z]{2}-", local.zones[count.index])) == 0 ? local.zones[count.index] : null
"""


def test_zones_that_are_given_by_name_or_by_id_are_told_apart() -> None:
    zones = 'data "aws_availability_zones" "all" {}\n'
    network = NETWORK.replace('["eu-west-1a", "eu-west-1b", "eu-west-1c"]', "data.aws_availability_zones.all.names")
    text = (network + PUBLIC).replace("  availability_zone = local.zones[count.index]\n", BY_NAME_OR_ID)
    assert text.count(BY_NAME_OR_ID) == 2
    found = outcomes(AWS + zones + text + ONE_A_ZONE)
    assert found == {f"aws_nat_gateway.main[{i}]": SET for i in range(3)}


OPEN = "unknown(data.aws_availability_zones.all)"
EACH_ZONE = """
data "aws_availability_zones" "all" {}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "private" {
  for_each          = toset(data.aws_availability_zones.all.names)
  vpc_id            = aws_vpc.main.id
  availability_zone = each.value
}
resource "aws_subnet" "public" {
  for_each          = toset(data.aws_availability_zones.all.names)
  vpc_id            = aws_vpc.main.id
  availability_zone = each.value
}
resource "aws_nat_gateway" "main" {
  for_each  = aws_subnet.public
  subnet_id = each.value.id
}
resource "aws_route_table" "private" {
  for_each = aws_nat_gateway.main
  vpc_id   = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = each.value.id
  }
}
resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}
"""


@pytest.mark.parametrize(("written", "instead", "zone"), [
    ("", "", OPEN),  # which of them a key leads to is not told: another may have been meant
    ("aws_route_table.private[each.key]", "aws_route_table.private[var.zone]", OPEN),
    ("  subnet_id = each.value.id", "  subnet_id = aws_subnet.public[var.zone].id", OPEN),
    ("availability_zone = each.value", "availability_zone = var.zone", "recovers/redeploy"),
])  # fmt: skip
def test_nat_gateways_for_the_zones_of_a_region(written: str, instead: str, zone: str) -> None:
    found = outcomes('variable "zone" {}\n' + AWS + EACH_ZONE.replace(written, instead))
    assert found["aws_nat_gateway.main"]["zone"] == zone


IN_AN_OPEN_REGION = NETWORK.replace(
    '["eu-west-1a", "eu-west-1b", "eu-west-1c"]',
    '[for letter in ["a", "b", "c"] : "${data.aws_region.here.name}${letter}"]',
)
HERE = 'data "aws_region" "here" {}\nprovider "aws" {}\n'


def test_zones_of_an_open_region_are_told_apart_by_their_letters() -> None:
    found = outcomes(HERE + IN_AN_OPEN_REGION + PUBLIC + ONE_A_ZONE)
    assert found == {f"aws_nat_gateway.main[{i}]": SET for i in range(3)}
    crossed = ONE_A_ZONE.replace("aws_nat_gateway.main[count.index]", "aws_nat_gateway.main[2 - count.index]")
    assert outcomes(HERE + IN_AN_OPEN_REGION + PUBLIC + crossed)["aws_nat_gateway.main[0]"] == ZONAL


@pytest.mark.parametrize(
    ("subnets", "zone"),
    [
        ("aws_subnet.private[*].id", "continues/service"),
        ("[aws_subnet.private[0].id]", "recovers/redeploy"),
        ("[aws_subnet.private[0].id, aws_subnet.other.id]", "unknown(provider.aws.region, var.zone)"),
    ],
)
def test_letters_count_the_zones_of_an_open_region(subnets: str, zone: str) -> None:
    other = 'variable "zone" {}\nresource "aws_subnet" "other" {\n  availability_zone = var.zone\n}\n'
    front = f'resource "aws_lb" "front" {{\n  load_balancer_type = "network"\n  subnets = {subnets}\n}}\n'
    assert outcomes(HERE + IN_AN_OPEN_REGION + other + front)["aws_lb.front"]["zone"] == zone


def test_zones_that_are_not_known() -> None:
    network = NETWORK.replace('["eu-west-1a", "eu-west-1b", "eu-west-1c"]', "var.zones")
    found = outcomes('variable "zones" {}\n' + AWS + network + PUBLIC + ONE_A_ZONE)
    assert found["aws_nat_gateway.main[0]"] == stateless("continues/service", "unknown(var.zones)")


def test_one_zone_for_all_by_a_variable() -> None:
    network = NETWORK.replace("local.zones[count.index]", "var.zone")
    public = PUBLIC.replace("local.zones[count.index]", "var.zone")
    found = outcomes('variable "zone" {}\n' + AWS + network + public + ONE_FOR_ALL)
    assert found == {"aws_nat_gateway.main": ZONAL}


SUBNETS_OF_ALL_ZONES = """
data "aws_availability_zones" "all" {}

module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "5.19.0"
  azs                = data.aws_availability_zones.all.names
  public_subnets     = [for i, az in data.aws_availability_zones.all.names : cidrsubnet("10.0.0.0/16", 8, i)]
  private_subnets    = [for i, az in data.aws_availability_zones.all.names : cidrsubnet("10.0.0.0/16", 8, i + 10)]
  enable_nat_gateway = true
  single_nat_gateway = %s
}
"""


@pytest.mark.parametrize(("single", "zone"), [("true", "recovers/redeploy"), ("false", OPEN)])
def test_one_nat_gateway_stands_in_one_zone_however_many_there_are(single: str, zone: str) -> None:
    found = outcomes(AWS + SUBNETS_OF_ALL_ZONES % single)
    assert found == {"module.vpc": stateless("continues/service", zone)}


def test_one_nat_gateway_or_one_a_zone_by_a_variable() -> None:
    text = ONE_A_ZONE.replace("count     = 3", "count     = var.single ? 1 : 3")
    text = text.replace("count  = 3\n  vpc_id = aws_vpc", "count  = var.single ? 1 : 3\n  vpc_id = aws_vpc")
    text = text.replace(
        "aws_route_table.private[count.index].id",
        "var.single ? aws_route_table.private[0].id : aws_route_table.private[count.index].id",
    )
    found = outcomes('variable "single" {}\n' + AWS + NETWORK + PUBLIC + text)
    assert found == {"aws_nat_gateway.main": stateless("continues/service", "unknown(var.single)")}


def test_a_regional_nat_gateway_runs_in_every_zone() -> None:
    text = 'resource "aws_nat_gateway" "main" {\n vpc_id = aws_vpc.main.id\n availability_mode = "regional"\n}'
    assert outcomes(AWS + NETWORK + text) == {"aws_nat_gateway.main": SERVICE}


def test_an_availability_mode_that_is_not_known() -> None:
    text = 'variable "mode" {}\nresource "aws_nat_gateway" "main" {\n availability_mode = var.mode\n}'
    assert outcomes(AWS + text) == {"aws_nat_gateway.main": stateless("continues/service", "unknown(var.mode)")}


IN_PRIVATE_SUBNETS = """
resource "aws_instance" "app" {
  subnet_id = aws_subnet.private[1].id
}

resource "aws_autoscaling_group" "app" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.private[*].id
}

resource "aws_lambda_function" "app" {
  vpc_config {
    subnet_ids = aws_subnet.private[*].id
  }
}

resource "aws_ecs_service" "app" {
  launch_type   = "FARGATE"
  desired_count = 2
  network_configuration {
    subnets = aws_subnet.private[*].id
  }
}

resource "aws_eks_cluster" "app" {
  name = "app"
}

resource "aws_eks_node_group" "app" {
  cluster_name = aws_eks_cluster.app.name
  subnet_ids   = aws_subnet.private[*].id
}

resource "aws_instance" "public" {
  subnet_id = aws_subnet.public[1].id
}
"""


def test_what_stands_in_private_subnets_needs_their_nat_gateways() -> None:
    found = components(AWS + NETWORK + PUBLIC + ONE_A_ZONE + IN_PRIVATE_SUBNETS)
    all_three = tuple(f".::aws_nat_gateway.main[{i}]" for i in range(3))
    assert {address: component.needs for address, component in found.items() if "nat" not in address} == {
        "aws_instance.app": (".::aws_nat_gateway.main[1]",),
        "aws_autoscaling_group.app": all_three,
        "aws_lambda_function.app": all_three,
        "aws_ecs_service.app": all_three,
        "aws_eks_cluster.app": all_three,
        "aws_instance.public": (),
    }


def test_a_subnet_without_an_association_has_the_main_table_of_its_vpc() -> None:
    main = """
resource "aws_nat_gateway" "main" {
  subnet_id = aws_subnet.public[0].id
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_instance" "app" {
  subnet_id = aws_subnet.private[1].id
}
"""
    assert components(AWS + NETWORK + PUBLIC + main)["aws_instance.app"].needs == (".::aws_nat_gateway.main",)


def test_a_vpn_connection_has_two_tunnels_in_two_zones() -> None:
    assert outcomes(
        AWS
        + """
resource "aws_customer_gateway" "office" {
  type = "ipsec.1"
}

resource "aws_vpn_gateway" "main" {}

resource "aws_vpn_connection" "office" {
  customer_gateway_id = aws_customer_gateway.office.id
  vpn_gateway_id      = aws_vpn_gateway.main.id
  type                = "ipsec.1"
}
"""
    ) == {"aws_vpn_connection.office": SERVICE}


DIRECT = (
    AWS
    + """
resource "aws_dx_gateway" "main" {
  name = "main"
}

resource "aws_dx_connection" "one" {
  location = "EqLD5"
}

resource "aws_dx_connection" "two" {
  location = %s
}

resource "aws_dx_private_virtual_interface" "one" {
  connection_id = aws_dx_connection.one.id
  dx_gateway_id = aws_dx_gateway.main.id
}

resource "aws_dx_private_virtual_interface" "two" {
  connection_id = aws_dx_connection.two.id
  dx_gateway_id = aws_dx_gateway.main.id
}
"""
)
ROUTED = stateless("continues/failover", "continues/failover")


@pytest.mark.parametrize(("location", "expected"), [('"TCLD3"', ROUTED), ('"EqLD5"', REDEPLOYED)])
def test_direct_connect_needs_two_locations(location: str, expected: dict[str, str]) -> None:
    found = outcomes(DIRECT % location)
    assert found == {"aws_dx_connection.one": expected, "aws_dx_connection.two": expected}


def test_direct_connect_at_a_location_that_is_not_known() -> None:
    unknown = stateless("unknown(var.location)", "unknown(var.location)")
    assert outcomes('variable "location" {}\n' + DIRECT % "var.location")["aws_dx_connection.one"] == unknown


def test_connections_that_lead_to_different_gateways_do_not_back_each_other() -> None:
    text = DIRECT % '"TCLD3"' + 'resource "aws_dx_gateway" "other" {}\n'
    place = text.rindex("aws_dx_gateway.main.id")
    text = text[:place] + "aws_dx_gateway.other.id" + text[place + len("aws_dx_gateway.main.id") :]
    assert outcomes(text)["aws_dx_connection.one"] == REDEPLOYED


TRANSIT = AWS + NETWORK + 'resource "aws_ec2_transit_gateway" "main" {}\n'
ATTACHED = """
resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = %s
}
"""


@pytest.mark.parametrize(
    ("attached", "expected"),
    [
        ("", SERVICE),
        (ATTACHED % "aws_subnet.private[*].id", SERVICE),
        (ATTACHED % "[aws_subnet.private[0].id]", ZONAL),
    ],
)
def test_a_transit_gateway_is_as_zonal_as_its_attachments(attached: str, expected: dict[str, str]) -> None:
    assert outcomes(TRANSIT + attached) == {"aws_ec2_transit_gateway.main": expected}


CLIENTS = (
    AWS
    + NETWORK
    + """
resource "aws_ec2_client_vpn_endpoint" "staff" {}

resource "aws_ec2_client_vpn_network_association" "staff" {
  count                  = %s
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.staff.id
  subnet_id              = aws_subnet.private[count.index].id
}
"""
)


@pytest.mark.parametrize(("associations", "expected"), [("2", SERVICE), ("1", ZONAL), ("0", ZONAL)])
def test_a_client_vpn_is_as_zonal_as_its_associations(associations: str, expected: dict[str, str]) -> None:
    assert outcomes(CLIENTS % associations) == {"aws_ec2_client_vpn_endpoint.staff": expected}


def test_a_client_vpn_needs_the_directory_of_its_users() -> None:
    text = """
resource "aws_directory_service_directory" "corp" {
  name = "corp.example.com"
  type = "MicrosoftAD"
}

resource "aws_ec2_client_vpn_endpoint" "staff" {
  authentication_options {
    type                = "directory-service-authentication"
    active_directory_id = aws_directory_service_directory.corp.id
  }
}
"""
    found = components(AWS + text)["aws_ec2_client_vpn_endpoint.staff"]
    assert found.needs == (".::aws_directory_service_directory.corp",)


@pytest.mark.parametrize("each", [
    "count     = length(var.subnets)\n  subnet_id = var.subnets[count.index]",
    "for_each  = toset(var.subnets)\n  subnet_id = each.value",
])  # fmt: skip
def test_an_endpoint_in_a_subnet_of_each_turn_of_an_open_loop(each: str) -> None:
    text = f"""
variable "subnets" {{
  type = list(string)
}}
resource "aws_ec2_client_vpn_endpoint" "staff" {{
  description = "staff"
}}
resource "aws_ec2_client_vpn_network_association" "staff" {{
  client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.staff.id
  {each}
}}
"""
    found = outcomes(AWS + text)["aws_ec2_client_vpn_endpoint.staff"]
    assert found["zone"] == "unknown(var.subnets)"


@pytest.mark.parametrize(
    ("second", "zone"),
    [
        ("aws_subnet.private[1].id", "continues/members"),
        ("aws_subnet.private[0].id", "recovers/redeploy"),
        ("var.subnet", "unknown(var.subnet)"),
    ],
)
def test_a_resolver_endpoint_has_two_addresses_perhaps_in_one_zone(second: str, zone: str) -> None:
    endpoint = f"""
variable "subnet" {{}}

resource "aws_route53_resolver_endpoint" "in" {{
  direction = "INBOUND"
  ip_address {{
    subnet_id = aws_subnet.private[0].id
  }}
  ip_address {{
    subnet_id = {second}
  }}
}}
"""
    found = outcomes(AWS + NETWORK + endpoint)["aws_route53_resolver_endpoint.in"]
    assert found == stateless("continues/members", zone)


def test_a_resolver_endpoint_whose_addresses_are_made_from_an_open_list() -> None:
    endpoint = """
variable "subnets" {}

resource "aws_route53_resolver_endpoint" "in" {
  direction = "INBOUND"
  dynamic "ip_address" {
    for_each = var.subnets
    content {
      subnet_id = ip_address.value
    }
  }
}
"""
    found = outcomes(AWS + NETWORK + endpoint)["aws_route53_resolver_endpoint.in"]
    assert found == stateless("continues/members", "unknown(var.subnets)")


def test_a_location_of_direct_connect_is_no_region() -> None:
    text = """
provider "aws" {
  region = "us-east-1"
}

resource "aws_dx_connection" "one" {
  name      = "one"
  bandwidth = "1Gbps"
  location  = "EqDC2"
}

resource "aws_dx_connection" "two" {
  region    = "eu-west-1"
  name      = "two"
  bandwidth = "1Gbps"
  location  = "EqDC2"
}
"""
    found = {address: component.placement.regions for address, component in components(text).items()}
    assert found == {"aws_dx_connection.one": ("us-east-1",), "aws_dx_connection.two": ("eu-west-1",)}
