# A stand-in for terraform-aws-modules/s3-bucket/aws//modules/table-bucket: https://github.com/terraform-aws-modules/terraform-aws-s3-bucket
# Defaults: modules/table-bucket/variables.tf of v5.15.4 (v4.11.0 agrees but for `region`).

variable "create" { default = true }
variable "region" { default = null }
variable "table_bucket_name" { default = null }
variable "tables" { default = {} }

resource "aws_s3tables_table_bucket" "this" {
  count  = var.create ? 1 : 0
  region = var.region
  name   = var.table_bucket_name
}

resource "aws_s3tables_table" "this" {
  for_each         = { for key, table in var.tables : key => table if var.create }
  region           = var.region
  name             = try(each.value.table_name, each.key)
  namespace        = each.value.namespace
  table_bucket_arn = aws_s3tables_table_bucket.this[0].arn
}

output "s3_table_bucket_arn" { value = try(aws_s3tables_table_bucket.this[0].arn, null) }
output "s3_table_arns" { value = { for key, table in aws_s3tables_table.this : key => table.arn } }
