# A stand-in for terraform-aws-modules/efs/aws: https://github.com/terraform-aws-modules/terraform-aws-efs
# Defaults: variables.tf of v2.0.0 (v1.8.1 agrees in what stands here). Its `region` is that of the mount targets alone.

variable "create" { default = true }
variable "name" { default = "" }
variable "region" { default = null }
variable "availability_zone_name" { default = null }
variable "mount_targets" {
  default  = {}
  nullable = false
}
variable "create_backup_policy" { default = true }
variable "enable_backup_policy" { default = true }
variable "create_replication_configuration" { default = false }
variable "replication_configuration_destination" { default = null }
variable "tags" { default = {} }

resource "aws_efs_file_system" "this" {
  count                  = var.create ? 1 : 0
  availability_zone_name = var.availability_zone_name
  tags                   = merge({ Name = var.name }, var.tags)
}

resource "aws_efs_mount_target" "this" {
  for_each       = { for key, target in var.mount_targets : key => target if var.create }
  file_system_id = aws_efs_file_system.this[0].id
  subnet_id      = each.value.subnet_id
  region         = var.region
}

resource "aws_efs_backup_policy" "this" {
  count          = var.create && var.create_backup_policy ? 1 : 0
  file_system_id = aws_efs_file_system.this[0].id
  backup_policy {
    status = var.enable_backup_policy ? "ENABLED" : "DISABLED"
  }
}

resource "aws_efs_replication_configuration" "this" {
  count                 = var.create && var.create_replication_configuration ? 1 : 0
  source_file_system_id = aws_efs_file_system.this[0].id
  dynamic "destination" {
    for_each = var.replication_configuration_destination == null ? [] : [var.replication_configuration_destination]
    content {
      availability_zone_name = try(destination.value.availability_zone_name, null)
      file_system_id         = try(destination.value.file_system_id, null)
      region                 = try(destination.value.region, null)
    }
  }
}

output "id" { value = try(aws_efs_file_system.this[0].id, null) }
output "arn" { value = try(aws_efs_file_system.this[0].arn, null) }
output "dns_name" { value = try(aws_efs_file_system.this[0].dns_name, null) }
output "mount_targets" { value = aws_efs_mount_target.this }
