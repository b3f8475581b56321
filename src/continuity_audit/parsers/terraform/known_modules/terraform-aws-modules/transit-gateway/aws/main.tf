# A stand-in for terraform-aws-modules/transit-gateway/aws: https://github.com/terraform-aws-modules/terraform-aws-transit-gateway
# Defaults: variables.tf of v3.2.0 (v1.4.0 and v2.13.1 agree in what stands here).

variable "create_tgw" { default = true }
variable "name" { default = "" }
variable "region" { default = null }
variable "vpc_attachments" { default = {} }
variable "tags" { default = {} }

resource "aws_ec2_transit_gateway" "this" {
  count  = var.create_tgw ? 1 : 0
  region = var.region
  tags   = merge({ Name = var.name }, var.tags)
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each           = var.vpc_attachments
  transit_gateway_id = var.create_tgw ? aws_ec2_transit_gateway.this[0].id : try(each.value.tgw_id, null)
  vpc_id             = try(each.value.vpc_id, null)
  subnet_ids         = try(each.value.subnet_ids, null)
}

output "ec2_transit_gateway_id" { value = try(aws_ec2_transit_gateway.this[0].id, null) }
output "ec2_transit_gateway_arn" { value = try(aws_ec2_transit_gateway.this[0].arn, null) }
