# A stand-in for cloudposse/s3-bucket/aws: https://github.com/cloudposse/terraform-aws-s3-bucket
# Defaults: variables.tf of v4.14.0 (0.30.0 and those between agree in what stands here); versioning is on.

variable "bucket_name" { default = null }
variable "versioning_enabled" { default = true }
variable "object_lock_configuration" { default = null }
variable "s3_replication_enabled" { default = false }
variable "s3_replica_bucket_arn" { default = "" }
variable "s3_replication_rules" { default = null }
variable "replication_rules" { default = null }
variable "lifecycle_configuration_rules" { default = [] }
variable "sse_algorithm" { default = "AES256" }
variable "kms_master_key_arn" { default = "" }
variable "website_configuration" { default = [] }
variable "website_redirect_all_requests_to" { default = [] }
variable "user_enabled" { default = false }
variable "create_s3_directory_bucket" { default = false }
variable "availability_zone_id" { default = "" }
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

locals {
  name         = try(coalesce(var.bucket_name), module.this.id)
  replications = var.s3_replication_rules == null ? try(coalescelist(var.replication_rules, []), []) : var.s3_replication_rules
  lifecycle    = var.lifecycle_configuration_rules == null ? [] : var.lifecycle_configuration_rules
}

resource "aws_s3_bucket" "default" {
  count               = module.this.enabled ? 1 : 0
  bucket              = local.name
  object_lock_enabled = var.object_lock_configuration != null
  tags                = module.this.tags
}

resource "aws_s3_bucket_versioning" "default" {
  count  = module.this.enabled ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  versioning_configuration {
    status = var.versioning_enabled ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "default" {
  count  = module.this.enabled ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.sse_algorithm
      kms_master_key_id = var.kms_master_key_arn
    }
  }
}

resource "aws_s3_bucket_website_configuration" "default" {
  count  = module.this.enabled && try(length(var.website_configuration), 0) > 0 ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
}

resource "aws_s3_bucket_website_configuration" "redirect" {
  count  = module.this.enabled && try(length(var.website_redirect_all_requests_to), 0) > 0 ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  redirect_all_requests_to {
    host_name = var.website_redirect_all_requests_to[0].host_name
  }
}

# Its user may write to the bucket.
resource "aws_iam_user_policy" "user" {
  count  = module.this.enabled && var.user_enabled ? 1 : 0
  user   = local.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"], Resource = ["${aws_s3_bucket.default[0].arn}/*"] }] })
}

resource "aws_s3_bucket_object_lock_configuration" "default" {
  count  = module.this.enabled && var.object_lock_configuration != null ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  rule {
    default_retention {
      mode  = try(var.object_lock_configuration.mode, null)
      days  = try(var.object_lock_configuration.days, null)
      years = try(var.object_lock_configuration.years, null)
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "default" {
  count  = module.this.enabled && length(local.lifecycle) > 0 ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  dynamic "rule" {
    for_each = local.lifecycle
    content {
      id     = try(rule.value.id, null)
      status = try(rule.value.enabled, true) ? "Enabled" : "Disabled"
      dynamic "transition" {
        for_each = try(coalesce(rule.value.transition, []), [])
        content {
          storage_class = transition.value.storage_class
        }
      }
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "default" {
  count  = module.this.enabled && var.s3_replication_enabled ? 1 : 0
  bucket = aws_s3_bucket.default[0].id
  role   = "replication"
  dynamic "rule" {
    for_each = local.replications
    content {
      status = try(rule.value.status, null)
      dynamic "filter" {
        for_each = try([for part in [rule.value.filter] : part if part != null], [])
        content {
          prefix = try(filter.value.prefix, null)
          dynamic "tag" {
            for_each = try(coalesce(filter.value.tags, {}), {})
            content {
              key   = tag.key
              value = tag.value
            }
          }
        }
      }
      dynamic "source_selection_criteria" {
        for_each = try([for part in [rule.value.source_selection_criteria] : part if part != null], [])
        content {
          sse_kms_encrypted_objects {
            status = try(source_selection_criteria.value.sse_kms_encrypted_objects.status, "Disabled")
          }
        }
      }
      destination {
        bucket        = try(coalesce(rule.value.destination.bucket), coalesce(rule.value.destination_bucket), var.s3_replica_bucket_arn)
        account       = try(coalesce(rule.value.destination.account), coalesce(rule.value.destination.account_id), null)
        storage_class = try(rule.value.destination.storage_class, null)
      }
    }
  }
}

resource "aws_s3_directory_bucket" "default" {
  count  = module.this.enabled && var.create_s3_directory_bucket ? 1 : 0
  bucket = "${local.name}-${var.availability_zone_id}"
}

output "bucket_id" { value = try(aws_s3_bucket.default[0].id, null) }
output "bucket_arn" { value = try(aws_s3_bucket.default[0].arn, null) }
output "bucket_domain_name" { value = try(aws_s3_bucket.default[0].bucket_domain_name, null) }
output "bucket_regional_domain_name" { value = try(aws_s3_bucket.default[0].bucket_regional_domain_name, null) }
output "bucket_region" { value = try(aws_s3_bucket.default[0].region, null) }
output "enabled" { value = module.this.enabled }
