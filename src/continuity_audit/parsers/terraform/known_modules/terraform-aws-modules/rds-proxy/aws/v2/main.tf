# A stand-in for terraform-aws-modules/rds-proxy/aws: https://github.com/terraform-aws-modules/terraform-aws-rds-proxy
# Defaults: variables.tf of v2.1.2 (v1.0.0 agrees in what stands here); a proxy is folded into its database.

variable "create_proxy" { default = true }
variable "name" { default = "" }
variable "target_db_instance" { default = false }
variable "db_instance_identifier" { default = "" }
variable "target_db_cluster" { default = false }
variable "db_cluster_identifier" { default = "" }
variable "vpc_subnet_ids" { default = [] }
variable "db_proxy_endpoints" {
  default = {}
}

resource "aws_db_proxy" "this" {
  count          = var.create_proxy ? 1 : 0
  name           = var.name
  vpc_subnet_ids = var.vpc_subnet_ids
}

resource "aws_db_proxy_target" "db_instance" {
  count                  = var.create_proxy && var.target_db_instance ? 1 : 0
  db_proxy_name          = aws_db_proxy.this[0].name
  db_instance_identifier = var.db_instance_identifier
}

resource "aws_db_proxy_target" "db_cluster" {
  count                 = var.create_proxy && var.target_db_cluster ? 1 : 0
  db_proxy_name         = aws_db_proxy.this[0].name
  db_cluster_identifier = var.db_cluster_identifier
}

resource "aws_db_proxy_endpoint" "this" {
  for_each               = { for key, settings in var.db_proxy_endpoints : key => settings if var.create_proxy }
  db_proxy_name          = aws_db_proxy.this[0].name
  db_proxy_endpoint_name = try(coalesce(each.value.name, each.key), each.key)
  vpc_subnet_ids         = each.value.vpc_subnet_ids
}

output "proxy_id" { value = try(aws_db_proxy.this[0].id, null) }
output "proxy_arn" { value = try(aws_db_proxy.this[0].arn, null) }
output "proxy_endpoint" { value = try(aws_db_proxy.this[0].endpoint, null) }
output "db_proxy_endpoints" { value = aws_db_proxy_endpoint.this }
