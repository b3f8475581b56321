# A stand-in for terraform-aws-modules/apigateway-v2/aws: https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2
# Defaults: variables.tf of v2.2.2 (v3.1.1 and v4.0.0 agree): `integrations` instead of `routes`.

variable "create_api_gateway" { default = true }
variable "create" { default = true }
variable "create_default_stage" { default = true }
variable "name" { default = "" }
variable "protocol_type" { default = "HTTP" }
variable "create_routes_and_integrations" { default = true }
variable "integrations" { default = {} }
variable "vpc_links" { default = {} }
variable "tags" { default = {} }

resource "aws_apigatewayv2_api" "this" {
  count         = var.create && var.create_api_gateway ? 1 : 0
  name          = var.name
  protocol_type = var.protocol_type
  tags          = var.tags
}

resource "aws_apigatewayv2_stage" "default" {
  count  = var.create && var.create_default_stage ? 1 : 0
  api_id = aws_apigatewayv2_api.this[0].id
}

resource "aws_apigatewayv2_integration" "this" {
  for_each        = { for key, route in var.integrations : key => route if var.create && var.create_routes_and_integrations }
  api_id          = aws_apigatewayv2_api.this[0].id
  integration_uri = try(each.value.integration_uri, each.value.lambda_arn, null)
  connection_type = try(each.value.connection_type, null)
  connection_id   = try(aws_apigatewayv2_vpc_link.this[each.value.vpc_link].id, each.value.connection_id, null)
}

resource "aws_apigatewayv2_vpc_link" "this" {
  for_each   = { for key, link in var.vpc_links : key => link if var.create }
  name       = try(each.value.name, each.key)
  subnet_ids = each.value.subnet_ids
}

output "apigatewayv2_api_id" { value = try(aws_apigatewayv2_api.this[0].id, null) }
output "apigatewayv2_api_arn" { value = try(aws_apigatewayv2_api.this[0].arn, null) }
output "apigatewayv2_api_api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, null) }
output "apigatewayv2_api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, null) }
