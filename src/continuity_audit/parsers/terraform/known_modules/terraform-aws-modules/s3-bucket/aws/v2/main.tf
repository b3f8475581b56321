# A stand-in for terraform-aws-modules/s3-bucket/aws: https://github.com/terraform-aws-modules/terraform-aws-s3-bucket
# Defaults: variables.tf of v2.15.0 (v1.25.0 agrees in what stands here). Until version 3 all settings are blocks of
# the bucket, and Object Lock is switched on in `object_lock_configuration`.

variable "create_bucket" { default = true }
variable "bucket" { default = null }
variable "bucket_prefix" { default = null }
variable "force_destroy" { default = false }
variable "versioning" { default = {} }
variable "website" { default = {} }
variable "lifecycle_rule" { default = [] }
variable "server_side_encryption_configuration" { default = {} }
variable "replication_configuration" { default = {} }
variable "object_lock_configuration" { default = {} }
variable "attach_elb_log_delivery_policy" { default = false }
variable "attach_lb_log_delivery_policy" { default = false }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "acl" { default = "private" }
variable "cors_rule" { default = [] }
variable "tags" { default = {} }

locals {
  delivery = anytrue([var.attach_elb_log_delivery_policy, var.attach_lb_log_delivery_policy])
}

resource "aws_s3_bucket" "this" {
  count         = var.create_bucket ? 1 : 0
  bucket        = var.bucket
  bucket_prefix = var.bucket_prefix
  force_destroy = var.force_destroy
  acl           = var.acl
  tags          = var.tags

  dynamic "versioning" {
    for_each = length(keys(var.versioning)) == 0 ? [] : [var.versioning]
    content {
      enabled = try(versioning.value.enabled, null)
    }
  }

  dynamic "website" {
    for_each = length(keys(var.website)) == 0 ? [] : [var.website]
    content {
      redirect_all_requests_to = try(website.value.redirect_all_requests_to, null)
    }
  }

  dynamic "cors_rule" {
    for_each = try(jsondecode(var.cors_rule), var.cors_rule)
    content {
      allowed_methods = cors_rule.value.allowed_methods
      allowed_origins = cors_rule.value.allowed_origins
    }
  }

  dynamic "lifecycle_rule" {
    for_each = try(jsondecode(var.lifecycle_rule), var.lifecycle_rule)
    content {
      id      = try(lifecycle_rule.value.id, null)
      prefix  = try(lifecycle_rule.value.prefix, null)
      tags    = try(lifecycle_rule.value.tags, null)
      enabled = lifecycle_rule.value.enabled
      dynamic "expiration" {
        for_each = try([lifecycle_rule.value.expiration], [])
        content {
          days = try(expiration.value.days, null)
        }
      }
      dynamic "transition" {
        for_each = try(lifecycle_rule.value.transition, [])
        content {
          days          = try(transition.value.days, null)
          storage_class = transition.value.storage_class
        }
      }
      dynamic "noncurrent_version_expiration" {
        for_each = try([lifecycle_rule.value.noncurrent_version_expiration], [])
        content {
          days = try(noncurrent_version_expiration.value.days, null)
        }
      }
    }
  }

  dynamic "replication_configuration" {
    for_each = length(keys(var.replication_configuration)) == 0 ? [] : [var.replication_configuration]
    content {
      role = replication_configuration.value.role
      dynamic "rules" {
        for_each = replication_configuration.value.rules
        content {
          id     = try(rules.value.id, null)
          prefix = try(rules.value.prefix, null)
          status = rules.value.status
          dynamic "destination" {
            for_each = try([rules.value.destination], [])
            content {
              bucket        = destination.value.bucket
              storage_class = try(destination.value.storage_class, null)
              account_id    = try(destination.value.account_id, null)
            }
          }
          dynamic "source_selection_criteria" {
            for_each = try([rules.value.source_selection_criteria], [])
            content {
              dynamic "sse_kms_encrypted_objects" {
                for_each = try([source_selection_criteria.value.sse_kms_encrypted_objects], [])
                content {
                  enabled = sse_kms_encrypted_objects.value.enabled
                }
              }
            }
          }
          dynamic "filter" {
            for_each = try([rules.value.filter], [])
            content {
              prefix = try(filter.value.prefix, null)
              tags   = try(filter.value.tags, null)
            }
          }
        }
      }
    }
  }

  dynamic "server_side_encryption_configuration" {
    for_each = length(keys(var.server_side_encryption_configuration)) == 0 ? [] : [var.server_side_encryption_configuration]
    content {
      dynamic "rule" {
        for_each = try([server_side_encryption_configuration.value.rule], [])
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
  }

  dynamic "object_lock_configuration" {
    for_each = length(keys(var.object_lock_configuration)) == 0 ? [] : [var.object_lock_configuration]
    content {
      object_lock_enabled = object_lock_configuration.value.object_lock_enabled
      dynamic "rule" {
        for_each = try([object_lock_configuration.value.rule], [])
        content {
          default_retention {
            mode  = rule.value.default_retention.mode
            days  = try(rule.value.default_retention.days, null)
            years = try(rule.value.default_retention.years, null)
          }
        }
      }
    }
  }
}

# Of the policies that the module writes by itself, those that let a service of AWS write are told.
resource "aws_s3_bucket_policy" "this" {
  count  = var.create_bucket && (var.attach_policy || local.delivery) ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  policy = local.delivery ? jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"] }] }) : var.policy
}

output "s3_bucket_id" { value = try(aws_s3_bucket.this[0].id, null) }
output "s3_bucket_arn" { value = try(aws_s3_bucket.this[0].arn, null) }
output "s3_bucket_bucket_domain_name" { value = try(aws_s3_bucket.this[0].bucket_domain_name, null) }
output "s3_bucket_bucket_regional_domain_name" { value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, null) }
output "s3_bucket_region" { value = try(aws_s3_bucket.this[0].region, null) }
output "this_s3_bucket_id" { value = try(aws_s3_bucket.this[0].id, null) }
output "this_s3_bucket_arn" { value = try(aws_s3_bucket.this[0].arn, null) }
output "this_s3_bucket_bucket_domain_name" { value = try(aws_s3_bucket.this[0].bucket_domain_name, null) }
output "this_s3_bucket_bucket_regional_domain_name" { value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, null) }
output "this_s3_bucket_region" { value = try(aws_s3_bucket.this[0].region, null) }
