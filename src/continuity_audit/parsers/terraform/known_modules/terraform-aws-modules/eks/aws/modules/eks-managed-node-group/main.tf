# A stand-in for terraform-aws-modules/eks/aws//modules/eks-managed-node-group: https://github.com/terraform-aws-modules/terraform-aws-eks
# Defaults: modules/eks-managed-node-group/variables.tf of v21.19.0 (v18.31.2 and v19.21.0 agree; up to v20 with `schedules`).

variable "create" {
  default  = true
  nullable = false
}
variable "cluster_name" { default = "" }
variable "subnet_ids" { default = null }
variable "min_size" {
  default  = 1
  nullable = false
}
variable "max_size" {
  default  = 3
  nullable = false
}
variable "desired_size" {
  default  = 1
  nullable = false
}
variable "capacity_type" { default = null }
variable "ami_type" { default = null }
variable "taints" { default = {} }
variable "enable_efa_support" {
  default  = false
  nullable = false
}
variable "create_placement_group" {
  default  = false
  nullable = false
}
variable "placement_group_strategy" { default = "cluster" }
variable "placement" { default = null }
variable "schedules" { default = {} }
variable "region" { default = null }

locals {
  placed = var.create && (var.create_placement_group || var.enable_efa_support)
}

resource "aws_placement_group" "this" {
  count    = local.placed ? 1 : 0
  strategy = var.placement_group_strategy
}

resource "aws_launch_template" "this" {
  count = var.create && (local.placed || var.placement != null) ? 1 : 0
  placement {
    group_name              = try(aws_placement_group.this[0].name, var.placement.group_name, null)
    host_id                 = try(var.placement.host_id, null)
    host_resource_group_arn = try(var.placement.host_resource_group_arn, null)
  }
}

resource "aws_eks_node_group" "this" {
  count        = var.create ? 1 : 0
  cluster_name = var.cluster_name
  subnet_ids   = var.subnet_ids
  region       = var.region
  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }
  dynamic "launch_template" {
    for_each = local.placed || var.placement != null ? [true] : []
    content {
      id = aws_launch_template.this[0].id
    }
  }
  capacity_type = var.capacity_type
  ami_type      = var.ami_type
  dynamic "taint" {
    for_each = var.taints == null ? {} : var.taints
    content {
      key    = taint.value.key
      effect = taint.value.effect
    }
  }
}

resource "aws_autoscaling_schedule" "this" {
  for_each               = { for key, schedule in coalesce(var.schedules, {}) : key => schedule if var.create }
  scheduled_action_name  = each.key
  autoscaling_group_name = aws_eks_node_group.this[0].resources[0].autoscaling_groups[0].name
  min_size               = try(each.value.min_size, -1)
  max_size               = try(each.value.max_size, -1)
  desired_capacity       = try(each.value.desired_size, -1)
}

output "node_group_id" { value = try(aws_eks_node_group.this[0].id, null) }
output "node_group_arn" { value = try(aws_eks_node_group.this[0].arn, null) }
