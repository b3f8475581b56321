# A stand-in for terraform-aws-modules/ec2-instance/aws: https://github.com/terraform-aws-modules/terraform-aws-ec2-instance
# Defaults: variables.tf of v4.5.0 and v5.8.0: further disks are blocks of the instance.

variable "create" { default = true }
variable "name" { default = "" }
variable "create_spot_instance" { default = false }
variable "spot_type" { default = null }
variable "ignore_ami_changes" { default = false }
variable "instance_type" { default = "t3.micro" }
variable "availability_zone" { default = null }
variable "subnet_id" { default = null }
variable "placement_group" { default = null }
variable "maintenance_options" { default = {} }
variable "disable_api_termination" { default = null }
variable "ebs_block_device" { default = [] }
variable "tags" { default = {} }

locals {
  regular  = var.ignore_ami_changes ? aws_instance.ignore_ami[0] : aws_instance.this[0]
  instance = var.create_spot_instance ? aws_spot_instance_request.this[0] : local.regular
}

resource "aws_instance" "this" {
  count                   = var.create && !var.ignore_ami_changes && !var.create_spot_instance ? 1 : 0
  instance_type           = var.instance_type
  availability_zone       = var.availability_zone
  subnet_id               = var.subnet_id
  placement_group         = var.placement_group
  disable_api_termination = var.disable_api_termination
  dynamic "maintenance_options" {
    for_each = var.maintenance_options == null ? [] : [var.maintenance_options]
    content {
      auto_recovery = try(maintenance_options.value.auto_recovery, null)
    }
  }
  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device
    content {
      device_name           = ebs_block_device.value.device_name
      delete_on_termination = try(ebs_block_device.value.delete_on_termination, null)
      volume_size           = try(ebs_block_device.value.volume_size, null)
    }
  }
  tags = merge({ Name = var.name }, var.tags)
}

resource "aws_instance" "ignore_ami" {
  count                   = var.create && var.ignore_ami_changes && !var.create_spot_instance ? 1 : 0
  instance_type           = var.instance_type
  availability_zone       = var.availability_zone
  subnet_id               = var.subnet_id
  placement_group         = var.placement_group
  disable_api_termination = var.disable_api_termination
  dynamic "maintenance_options" {
    for_each = var.maintenance_options == null ? [] : [var.maintenance_options]
    content {
      auto_recovery = try(maintenance_options.value.auto_recovery, null)
    }
  }
  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device
    content {
      device_name           = ebs_block_device.value.device_name
      delete_on_termination = try(ebs_block_device.value.delete_on_termination, null)
      volume_size           = try(ebs_block_device.value.volume_size, null)
    }
  }
  tags = merge({ Name = var.name }, var.tags)
}

resource "aws_spot_instance_request" "this" {
  count                   = var.create && var.create_spot_instance ? 1 : 0
  instance_type           = var.instance_type
  spot_type               = var.spot_type
  availability_zone       = var.availability_zone
  subnet_id               = var.subnet_id
  placement_group         = var.placement_group
  disable_api_termination = var.disable_api_termination
  dynamic "maintenance_options" {
    for_each = var.maintenance_options == null ? [] : [var.maintenance_options]
    content {
      auto_recovery = try(maintenance_options.value.auto_recovery, null)
    }
  }
  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device
    content {
      device_name           = ebs_block_device.value.device_name
      delete_on_termination = try(ebs_block_device.value.delete_on_termination, null)
      volume_size           = try(ebs_block_device.value.volume_size, null)
    }
  }
  tags = merge({ Name = var.name }, var.tags)
}

output "id" { value = try(local.instance.id, null) }
output "arn" { value = try(local.instance.arn, null) }
output "availability_zone" { value = try(local.instance.availability_zone, null) }
output "private_ip" { value = try(local.instance.private_ip, null) }
output "private_dns" { value = try(local.instance.private_dns, null) }
output "public_ip" { value = try(local.instance.public_ip, null) }
