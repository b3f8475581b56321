# A stand-in for terraform-aws-modules/s3-bucket/aws: https://github.com/terraform-aws-modules/terraform-aws-s3-bucket
# Defaults: variables.tf of v4.2.2 (v3.1.0 to v4.2.1 agree in what stands here).

variable "create_bucket" { default = true }
variable "is_directory_bucket" { default = false }
variable "availability_zone_id" { default = null }
variable "data_redundancy" { default = null }
variable "bucket" { default = null }
variable "bucket_prefix" { default = null }
variable "region" { default = null }
variable "force_destroy" { default = false }
variable "versioning" { default = {} }
variable "website" { default = {} }
variable "lifecycle_rule" { default = [] }
variable "server_side_encryption_configuration" { default = {} }
variable "replication_configuration" { default = {} }
variable "object_lock_enabled" { default = false }
variable "object_lock_configuration" { default = {} }
variable "attach_access_log_delivery_policy" { default = false }
variable "attach_elb_log_delivery_policy" { default = false }
variable "attach_lb_log_delivery_policy" { default = false }
variable "attach_inventory_destination_policy" { default = false }
variable "attach_analytics_destination_policy" { default = false }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "acl" { default = null }
variable "grant" { default = [] }
variable "cors_rule" { default = [] }
variable "tags" { default = {} }

locals {
  delivery  = anytrue([var.attach_access_log_delivery_policy, var.attach_elb_log_delivery_policy, var.attach_lb_log_delivery_policy, var.attach_inventory_destination_policy, var.attach_analytics_destination_policy])
  cors      = try(jsondecode(var.cors_rule), var.cors_rule)
  grants    = try(jsondecode(var.grant), var.grant)
  general   = var.create_bucket && !var.is_directory_bucket
  rules     = try(jsondecode(var.lifecycle_rule), var.lifecycle_rule)
  retention = try(var.object_lock_configuration.rule.default_retention, null)
}

resource "aws_s3_bucket" "this" {
  count               = local.general ? 1 : 0
  bucket              = var.bucket
  bucket_prefix       = var.bucket_prefix
  region              = var.region
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock_enabled
  tags                = var.tags
}

resource "aws_s3_directory_bucket" "this" {
  count           = var.create_bucket && var.is_directory_bucket ? 1 : 0
  bucket          = "${var.bucket}--${var.availability_zone_id}--x-s3"
  region          = var.region
  data_redundancy = var.data_redundancy
  location {
    name = var.availability_zone_id
  }
}

resource "aws_s3_bucket_versioning" "this" {
  count  = local.general && length(keys(var.versioning)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  versioning_configuration {
    status = try(var.versioning["enabled"] ? "Enabled" : "Suspended", tobool(var.versioning["status"]) ? "Enabled" : "Suspended", title(lower(var.versioning["status"])), "Enabled")
  }
}

resource "aws_s3_bucket_website_configuration" "this" {
  count  = local.general && length(keys(var.website)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  dynamic "redirect_all_requests_to" {
    for_each = try([var.website["redirect_all_requests_to"]], [])
    content {
      host_name = redirect_all_requests_to.value.host_name
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count  = local.general && length(local.rules) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  dynamic "rule" {
    for_each = local.rules
    content {
      id     = try(rule.value.id, null)
      status = try(rule.value.enabled ? "Enabled" : "Disabled", tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)))
      dynamic "expiration" {
        for_each = try(flatten([rule.value.expiration]), [])
        content {
          days = try(expiration.value.days, null)
        }
      }
      dynamic "transition" {
        for_each = try(flatten([rule.value.transition]), [])
        content {
          days          = try(transition.value.days, null)
          storage_class = transition.value.storage_class
        }
      }
      dynamic "noncurrent_version_expiration" {
        for_each = try(flatten([rule.value.noncurrent_version_expiration]), [])
        content {
          noncurrent_days = try(noncurrent_version_expiration.value.days, noncurrent_version_expiration.value.noncurrent_days, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = local.general && length(keys(var.server_side_encryption_configuration)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  dynamic "rule" {
    for_each = try(flatten([var.server_side_encryption_configuration["rule"]]), [])
    content {
      dynamic "apply_server_side_encryption_by_default" {
        for_each = try([rule.value.apply_server_side_encryption_by_default], [])
        content {
          sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
          kms_master_key_id = try(apply_server_side_encryption_by_default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count  = local.general && var.object_lock_enabled && local.retention != null ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  rule {
    default_retention {
      mode  = local.retention.mode
      days  = try(local.retention.days, null)
      years = try(local.retention.years, null)
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count  = local.general && length(keys(var.replication_configuration)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  role   = try(var.replication_configuration["role"], null)
  dynamic "rule" {
    for_each = flatten(try([var.replication_configuration["rule"]], [var.replication_configuration["rules"]], []))
    content {
      id     = try(rule.value.id, null)
      prefix = try(rule.value.prefix, null)
      status = try(tobool(rule.value.status) ? "Enabled" : "Disabled", title(lower(rule.value.status)), "Enabled")
      dynamic "destination" {
        for_each = try(flatten([rule.value.destination]), [])
        content {
          bucket        = destination.value.bucket
          storage_class = try(destination.value.storage_class, null)
          account       = try(destination.value.account_id, destination.value.account, null)
        }
      }
      dynamic "filter" {
        for_each = try(flatten([rule.value.filter]), [])
        content {
          prefix = try(filter.value.prefix, null)
          dynamic "tag" {
            for_each = try(filter.value.tags, filter.value.tag, {})
            content {
              key   = tag.key
              value = tag.value
            }
          }
        }
      }
      dynamic "source_selection_criteria" {
        for_each = try(flatten([rule.value.source_selection_criteria]), [])
        content {
          dynamic "sse_kms_encrypted_objects" {
            for_each = flatten([try(source_selection_criteria.value.sse_kms_encrypted_objects.enabled, source_selection_criteria.value.sse_kms_encrypted_objects.status, [])])
            content {
              status = try(tobool(sse_kms_encrypted_objects.value) ? "Enabled" : "Disabled", title(lower(sse_kms_encrypted_objects.value)))
            }
          }
        }
      }
    }
  }
}

# Of the policies that the module writes by itself, those that let a service of AWS write are told.
resource "aws_s3_bucket_policy" "this" {
  count  = local.general && (var.attach_policy || local.delivery) ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  policy = local.delivery ? jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"] }] }) : var.policy
}

resource "aws_s3_bucket_cors_configuration" "this" {
  count  = local.general && length(local.cors) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  dynamic "cors_rule" {
    for_each = local.cors
    content {
      allowed_methods = cors_rule.value.allowed_methods
      allowed_origins = cors_rule.value.allowed_origins
    }
  }
}

resource "aws_s3_bucket_acl" "this" {
  count  = local.general && (var.acl != null || length(local.grants) > 0) ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  acl    = var.acl
  dynamic "access_control_policy" {
    for_each = length(local.grants) > 0 ? [true] : []
    content {
      dynamic "grant" {
        for_each = local.grants
        content {
          permission = grant.value.permission
        }
      }
    }
  }
}

output "s3_bucket_id" { value = try(var.is_directory_bucket ? aws_s3_directory_bucket.this[0].bucket : aws_s3_bucket.this[0].id, null) }
output "s3_bucket_arn" { value = try(var.is_directory_bucket ? aws_s3_directory_bucket.this[0].arn : aws_s3_bucket.this[0].arn, null) }
output "s3_bucket_bucket_domain_name" { value = try(aws_s3_bucket.this[0].bucket_domain_name, null) }
output "s3_bucket_bucket_regional_domain_name" { value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, null) }
output "s3_bucket_region" { value = try(aws_s3_bucket.this[0].region, null) }
output "s3_directory_bucket_name" { value = try(aws_s3_directory_bucket.this[0].bucket, null) }
output "s3_directory_bucket_arn" { value = try(aws_s3_directory_bucket.this[0].arn, null) }
