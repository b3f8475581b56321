# A stand-in for terraform-aws-modules/ecr/aws: https://github.com/terraform-aws-modules/terraform-aws-ecr
# Defaults: variables.tf of v3.2.0 (v1.7.1 agrees in what stands here).

variable "create" { default = true }
variable "create_repository" { default = true }
variable "repository_type" { default = "private" }
variable "repository_name" { default = "" }
variable "repository_image_tag_mutability" { default = "IMMUTABLE" }
variable "repository_force_delete" { default = null }
variable "region" { default = null }
variable "create_registry_replication_configuration" { default = false }
variable "registry_replication_rules" {
  default  = []
  nullable = false
}
variable "tags" { default = {} }

locals {
  repository = var.create && var.create_repository
}

resource "aws_ecr_repository" "this" {
  count                = local.repository && var.repository_type == "private" ? 1 : 0
  name                 = var.repository_name
  region               = var.region
  image_tag_mutability = var.repository_image_tag_mutability
  force_delete         = var.repository_force_delete
  tags                 = var.tags
}

resource "aws_ecrpublic_repository" "this" {
  count           = local.repository && var.repository_type == "public" ? 1 : 0
  repository_name = var.repository_name
  tags            = var.tags
}

resource "aws_ecr_replication_configuration" "this" {
  count = var.create && var.create_registry_replication_configuration ? 1 : 0
  replication_configuration {
    dynamic "rule" {
      for_each = var.registry_replication_rules
      content {
        dynamic "destination" {
          for_each = rule.value.destinations
          content {
            region      = destination.value.region
            registry_id = destination.value.registry_id
          }
        }
        dynamic "repository_filter" {
          for_each = try(coalesce(rule.value.repository_filters, []), [])
          content {
            filter      = repository_filter.value.filter
            filter_type = repository_filter.value.filter_type
          }
        }
      }
    }
  }
}

output "repository_arn" { value = try(var.repository_type == "public" ? aws_ecrpublic_repository.this[0].arn : aws_ecr_repository.this[0].arn, null) }
output "repository_url" { value = try(var.repository_type == "public" ? aws_ecrpublic_repository.this[0].repository_uri : aws_ecr_repository.this[0].repository_url, null) }
output "repository_name" { value = var.repository_name }
