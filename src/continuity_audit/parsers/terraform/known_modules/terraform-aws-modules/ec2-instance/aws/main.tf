# A stand-in for terraform-aws-modules/ec2-instance/aws: https://github.com/terraform-aws-modules/terraform-aws-ec2-instance
# Defaults: variables.tf of v6.4.0; `ebs_volumes` are volumes of their own.

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
variable "region" { default = null }
variable "ebs_volumes" {
  default  = {}
  nullable = false
}
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
  region = var.region
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
  region = var.region
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
  region = var.region
  tags = merge({ Name = var.name }, var.tags)
}

resource "aws_ebs_volume" "this" {
  for_each          = { for key, volume in var.ebs_volumes : key => volume if var.create }
  availability_zone = var.availability_zone == null ? local.instance.availability_zone : var.availability_zone
  size              = try(each.value.size, null)
  type              = try(each.value.type, null)
  snapshot_id       = try(each.value.snapshot_id, null)
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" }, try(coalesce(each.value.tags, {}), {}))
}

resource "aws_volume_attachment" "this" {
  for_each    = { for key, volume in var.ebs_volumes : key => volume if var.create }
  device_name = try(coalesce(each.value.device_name, each.key), each.key)
  instance_id = local.instance.id
  volume_id   = aws_ebs_volume.this[each.key].id
}

output "id" { value = try(local.instance.id, null) }
output "arn" { value = try(local.instance.arn, null) }
output "availability_zone" { value = try(local.instance.availability_zone, null) }
output "private_ip" { value = try(local.instance.private_ip, null) }
output "private_dns" { value = try(local.instance.private_dns, null) }
output "public_ip" { value = try(local.instance.public_ip, null) }
