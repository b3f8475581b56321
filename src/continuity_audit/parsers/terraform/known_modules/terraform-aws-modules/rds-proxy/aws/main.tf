# A stand-in for terraform-aws-modules/rds-proxy/aws: https://github.com/terraform-aws-modules/terraform-aws-rds-proxy
# Defaults: variables.tf of v4.4.0 (v3.0.0 agrees in what stands here); a proxy is folded into its database.

variable "create" { default = true }
variable "name" { default = "" }
variable "target_db_instance" { default = false }
variable "db_instance_identifier" { default = "" }
variable "target_db_cluster" { default = false }
variable "db_cluster_identifier" { default = "" }
variable "vpc_subnet_ids" { default = [] }
variable "endpoints" {
  default  = {}
  nullable = false
}
variable "region" { default = null }

resource "aws_db_proxy" "this" {
  count          = var.create ? 1 : 0
  region         = var.region
  name           = var.name
  vpc_subnet_ids = var.vpc_subnet_ids
}

resource "aws_db_proxy_target" "db_instance" {
  count                  = var.create && var.target_db_instance ? 1 : 0
  region                 = var.region
  db_proxy_name          = aws_db_proxy.this[0].name
  db_instance_identifier = var.db_instance_identifier
}

resource "aws_db_proxy_target" "db_cluster" {
  count                 = var.create && var.target_db_cluster ? 1 : 0
  region                = var.region
  db_proxy_name         = aws_db_proxy.this[0].name
  db_cluster_identifier = var.db_cluster_identifier
}

resource "aws_db_proxy_endpoint" "this" {
  for_each               = { for key, settings in var.endpoints : key => settings if var.create }
  region                 = var.region
  db_proxy_name          = aws_db_proxy.this[0].name
  db_proxy_endpoint_name = try(coalesce(each.value.name, each.key), each.key)
  vpc_subnet_ids         = each.value.vpc_subnet_ids
}

output "proxy_id" { value = try(aws_db_proxy.this[0].id, null) }
output "proxy_arn" { value = try(aws_db_proxy.this[0].arn, null) }
output "proxy_endpoint" { value = try(aws_db_proxy.this[0].endpoint, null) }
output "db_proxy_endpoints" { value = aws_db_proxy_endpoint.this }
