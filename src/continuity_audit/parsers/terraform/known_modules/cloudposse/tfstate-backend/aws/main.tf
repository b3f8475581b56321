# A stand-in for cloudposse/tfstate-backend/aws: https://github.com/cloudposse/terraform-aws-tfstate-backend
# Defaults: variables.tf of v1.9.0 (0.33.0 to v1.5.0 agree in what stands here).

variable "bucket_enabled" { default = true }
variable "s3_bucket_name" { default = "" }
variable "force_destroy" { default = false }
variable "s3_state_lock_enabled" { default = false }
variable "sse_encryption" { default = "AES256" }
variable "kms_master_key_id" { default = null }
variable "s3_replication_enabled" { default = false }
variable "s3_replica_bucket_arn" { default = "" }
variable "dynamodb_enabled" { default = true }
variable "dynamodb_table_name" { default = null }
variable "billing_mode" { default = "PAY_PER_REQUEST" }
variable "enable_point_in_time_recovery" { default = true }
variable "deletion_protection_enabled" { default = false }

module "dynamodb_table_label" {
  source     = "cloudposse/label/null"
  attributes = ["lock"]
  context    = module.this.context
}

locals {
  bucket = module.this.enabled && var.bucket_enabled
}

resource "aws_s3_bucket" "default" {
  count         = local.bucket ? 1 : 0
  bucket        = try(coalesce(var.s3_bucket_name), module.this.id)
  force_destroy = var.force_destroy
  tags          = module.this.tags
}

resource "aws_s3_bucket_versioning" "default" {
  count  = local.bucket ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "default" {
  count  = module.this.enabled && var.s3_state_lock_enabled ? 1 : 0
  bucket = one(aws_s3_bucket.default[*].id)
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 7
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "default" {
  count  = local.bucket ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.sse_encryption
      kms_master_key_id = var.kms_master_key_id
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "replication" {
  count  = module.this.enabled && var.s3_replication_enabled ? 1 : 0
  bucket = one(aws_s3_bucket.default[*].id)
  role   = "replication"
  rule {
    status = "Enabled"
    filter {}
    destination {
      bucket        = var.s3_replica_bucket_arn
      storage_class = "STANDARD"
    }
  }
}

resource "aws_dynamodb_table" "with_server_side_encryption" {
  count                       = module.this.enabled && var.dynamodb_enabled ? 1 : 0
  name                        = coalesce(var.dynamodb_table_name, module.dynamodb_table_label.id)
  billing_mode                = var.billing_mode
  deletion_protection_enabled = var.deletion_protection_enabled
  point_in_time_recovery {
    enabled = var.enable_point_in_time_recovery
  }
  tags = module.dynamodb_table_label.tags
}

output "s3_bucket_id" { value = one(aws_s3_bucket.default[*].id) }
output "s3_bucket_arn" { value = one(aws_s3_bucket.default[*].arn) }
output "s3_bucket_domain_name" { value = one(aws_s3_bucket.default[*].bucket_domain_name) }
output "dynamodb_table_name" { value = one(aws_dynamodb_table.with_server_side_encryption[*].name) }
output "dynamodb_table_id" { value = one(aws_dynamodb_table.with_server_side_encryption[*].id) }
output "dynamodb_table_arn" { value = one(aws_dynamodb_table.with_server_side_encryption[*].arn) }
