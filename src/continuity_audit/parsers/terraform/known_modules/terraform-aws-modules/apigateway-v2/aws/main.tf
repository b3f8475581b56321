# A stand-in for terraform-aws-modules/apigateway-v2/aws: https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2
# Defaults: variables.tf of v6.1.0.

variable "create" { default = true }
variable "create_stage" { default = true }
variable "name" { default = "" }
variable "protocol_type" { default = "HTTP" }
variable "create_routes_and_integrations" { default = true }
variable "routes" { default = {} }
variable "vpc_links" { default = {} }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_apigatewayv2_api" "this" {
  count         = var.create ? 1 : 0
  region        = var.region
  name          = var.name
  protocol_type = var.protocol_type
  tags          = var.tags
}

resource "aws_apigatewayv2_stage" "this" {
  count  = var.create && var.create_stage ? 1 : 0
  region = var.region
  api_id = aws_apigatewayv2_api.this[0].id
}

resource "aws_apigatewayv2_integration" "this" {
  for_each        = { for key, route in var.routes : key => route if var.create && var.create_routes_and_integrations && try(route.integration, null) != null }
  region          = var.region
  api_id          = aws_apigatewayv2_api.this[0].id
  integration_uri = try(each.value.integration.uri, null)
  connection_type = try(each.value.integration.connection_type, null)
  connection_id   = try(aws_apigatewayv2_vpc_link.this[each.value.integration.vpc_link_key].id, each.value.integration.connection_id, null)
}

resource "aws_apigatewayv2_vpc_link" "this" {
  for_each   = { for key, link in var.vpc_links : key => link if var.create }
  region     = var.region
  name       = try(each.value.name, each.key)
  subnet_ids = each.value.subnet_ids
}

output "api_id" { value = try(aws_apigatewayv2_api.this[0].id, null) }
output "api_arn" { value = try(aws_apigatewayv2_api.this[0].arn, null) }
output "api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, null) }
output "api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, null) }
output "stage_id" { value = try(aws_apigatewayv2_stage.this[0].id, null) }
