# A stand-in for cloudposse/dynamic-subnets/aws: https://github.com/cloudposse/terraform-aws-dynamic-subnets
# Defaults: variables.tf of v3.1.0 (0.39.3 and 2.4.2 agree in what stands here); a NAT gateway in each zone, up to `max_nats`.

variable "availability_zones" { default = [] }
variable "availability_zone_ids" { default = [] }
variable "max_subnet_count" { default = 0 }
variable "max_nats" { default = 999 }
variable "public_subnets_enabled" { default = true }
variable "private_subnets_enabled" { default = true }
variable "nat_gateway_enabled" { default = null }
variable "nat_instance_enabled" { default = null }
variable "nat_gateway_public_subnet_indices" { default = [0] }
variable "subnets_per_az_count" { default = 1 }
variable "public_subnets_per_az_count" { default = null }
variable "private_subnets_per_az_count" { default = null }
variable "vpc_id" { default = null }
variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "additional_tag_map" { default = {} }
variable "label_order" { default = null }
variable "regex_replace_chars" { default = null }
variable "id_length_limit" { default = null }
variable "label_key_case" { default = null }
variable "label_value_case" { default = null }
variable "labels_as_tags" { default = ["default"] }

module "this" {
  source              = "cloudposse/label/null"
  context             = var.context
  enabled             = var.enabled
  namespace           = var.namespace
  tenant              = var.tenant
  environment         = var.environment
  stage               = var.stage
  name                = var.name
  delimiter           = var.delimiter
  attributes          = var.attributes
  tags                = var.tags
  additional_tag_map  = var.additional_tag_map
  label_order         = var.label_order
  regex_replace_chars = var.regex_replace_chars
  id_length_limit     = var.id_length_limit
  label_key_case      = var.label_key_case
  label_value_case    = var.label_value_case
  labels_as_tags      = var.labels_as_tags
}

# Left out, it takes all zones of the region.
data "aws_availability_zones" "default" {}

locals {
  ids     = length(var.availability_zone_ids) > 0
  listed  = local.ids ? var.availability_zone_ids : length(var.availability_zones) > 0 ? var.availability_zones : sort(data.aws_availability_zones.default.names)
  zones   = var.max_subnet_count == 0 || var.max_subnet_count >= length(local.listed) ? local.listed : slice(local.listed, 0, var.max_subnet_count)
  public  = var.public_subnets_per_az_count == null ? var.subnets_per_az_count : var.public_subnets_per_az_count
  private = var.private_subnets_per_az_count == null ? var.subnets_per_az_count : var.private_subnets_per_az_count

  public_zones  = module.this.enabled && var.public_subnets_enabled ? flatten([for zone in local.zones : [for n in range(local.public) : zone]]) : []
  private_zones = module.this.enabled && var.private_subnets_enabled ? flatten([for zone in local.zones : [for n in range(local.private) : zone]]) : []

  gateways  = var.nat_instance_enabled == true ? var.nat_gateway_enabled == true : var.nat_gateway_enabled != false
  instances = !local.gateways && var.nat_instance_enabled == true
  useful    = length(local.private_zones) > 0 && length(local.public_zones) > 0
  in_each   = length(var.nat_gateway_public_subnet_indices)
  nats = local.useful ? flatten([
    for zone in range(min(length(local.zones), var.max_nats)) : [for n in var.nat_gateway_public_subnet_indices : zone * local.public + n]
  ]) : []
  of_route_table = [
    for i in range(length(local.nats) > 0 ? length(local.private_zones) : 0) :
    (floor(i / local.private) * local.in_each + (i % local.private) % local.in_each) % length(local.nats)
  ]
}

resource "aws_subnet" "public" {
  count                = length(local.public_zones)
  vpc_id               = var.vpc_id
  availability_zone    = local.ids ? null : local.public_zones[count.index]
  availability_zone_id = local.ids ? local.public_zones[count.index] : null
  tags                 = module.this.tags
}

resource "aws_subnet" "private" {
  count                = length(local.private_zones)
  vpc_id               = var.vpc_id
  availability_zone    = local.ids ? null : local.private_zones[count.index]
  availability_zone_id = local.ids ? local.private_zones[count.index] : null
  tags                 = module.this.tags
}

resource "aws_route_table" "private" {
  count  = length(local.private_zones)
  vpc_id = var.vpc_id
}

resource "aws_route_table_association" "private" {
  count          = length(local.private_zones)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

resource "aws_nat_gateway" "default" {
  count     = local.gateways ? length(local.nats) : 0
  subnet_id = aws_subnet.public[local.nats[count.index]].id
}

resource "aws_route" "nat4" {
  count                  = local.gateways ? length(local.of_route_table) : 0
  route_table_id         = aws_route_table.private[count.index].id
  nat_gateway_id         = aws_nat_gateway.default[local.of_route_table[count.index]].id
  destination_cidr_block = "0.0.0.0/0"
}

resource "aws_instance" "nat_instance" {
  count     = local.instances ? length(local.nats) : 0
  subnet_id = aws_subnet.public[local.nats[count.index]].id
}

output "availability_zones" { value = local.zones }
output "public_subnet_ids" { value = aws_subnet.public[*].id }
output "private_subnet_ids" { value = aws_subnet.private[*].id }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "nat_gateway_ids" { value = aws_nat_gateway.default[*].id }
output "nat_instance_ids" { value = aws_instance.nat_instance[*].id }
output "az_private_subnets_map" { value = { for zone in local.zones : zone => [for i, subnet in aws_subnet.private : subnet.id if local.private_zones[i] == zone] } }
output "az_public_subnets_map" { value = { for zone in local.zones : zone => [for i, subnet in aws_subnet.public : subnet.id if local.public_zones[i] == zone] } }
