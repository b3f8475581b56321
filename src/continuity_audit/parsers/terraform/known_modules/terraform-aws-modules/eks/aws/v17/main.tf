# A stand-in for terraform-aws-modules/eks/aws: https://github.com/terraform-aws-modules/terraform-aws-eks
# Defaults: variables.tf of v17.24.0: worker groups are autoscaling groups, node groups have a form of their own.

variable "create_eks" { default = true }
variable "cluster_name" { default = "" }
variable "subnets" { default = [] }
variable "worker_groups" { default = [] }
variable "worker_groups_launch_template" { default = [] }
variable "workers_group_defaults" { default = {} }
variable "node_groups" { default = {} }
variable "node_groups_defaults" { default = {} }
variable "fargate_profiles" { default = {} }
variable "fargate_subnets" { default = [] }
variable "tags" { default = {} }

locals {
  defaults = merge({
    asg_desired_capacity                     = 1
    asg_max_size                             = 3
    asg_min_size                             = 1
    subnets                                  = var.subnets
    target_group_arns                        = null
    load_balancers                           = null
    spot_price                               = ""
    on_demand_allocation_strategy            = null
    on_demand_base_capacity                  = 0
    on_demand_percentage_above_base_capacity = 0
  }, var.workers_group_defaults)
  group = {
    desired_capacity = local.defaults["asg_desired_capacity"]
    max_capacity     = local.defaults["asg_max_size"]
    min_capacity     = local.defaults["asg_min_size"]
    subnets          = local.defaults["subnets"]
  }
  started = {
    for kind, groups in { worker_groups = var.worker_groups, worker_groups_launch_template = var.worker_groups_launch_template } :
    kind => [for settings in groups : join(" ", [for name in ["bootstrap_extra_args", "kubelet_extra_args"] : lookup(settings, name, lookup(var.workers_group_defaults, name, ""))])]
  }
  mixed = [
    for group in var.worker_groups_launch_template :
    lookup(group, "override_instance_types", null) != null || lookup(group, "on_demand_allocation_strategy", local.defaults["on_demand_allocation_strategy"]) != null
  ]
  node_groups = { for key, settings in var.node_groups : key => merge(local.group, var.node_groups_defaults, settings) if var.create_eks }
}

resource "aws_eks_cluster" "this" {
  count = var.create_eks ? 1 : 0
  name  = var.cluster_name
  vpc_config {
    subnet_ids = var.subnets
  }
  tags = var.tags
}

resource "aws_eks_node_group" "workers" {
  for_each     = local.node_groups
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = each.value["subnets"]
  scaling_config {
    min_size     = each.value["min_capacity"]
    max_size     = each.value["max_capacity"]
    desired_size = each.value["desired_capacity"]
  }
  dynamic "taint" {
    for_each = lookup(each.value, "taints", [])
    content {
      key    = taint.value.key
      effect = taint.value.effect
    }
  }
  capacity_type = lookup(each.value, "capacity_type", null)
  ami_type      = lookup(each.value, "ami_type", null)
}

resource "aws_autoscaling_group" "workers" {
  count                = var.create_eks ? length(var.worker_groups) : 0
  desired_capacity     = lookup(var.worker_groups[count.index], "asg_desired_capacity", local.defaults["asg_desired_capacity"])
  min_size             = lookup(var.worker_groups[count.index], "asg_min_size", local.defaults["asg_min_size"])
  max_size             = lookup(var.worker_groups[count.index], "asg_max_size", local.defaults["asg_max_size"])
  vpc_zone_identifier  = lookup(var.worker_groups[count.index], "subnets", local.defaults["subnets"])
  target_group_arns    = lookup(var.worker_groups[count.index], "target_group_arns", local.defaults["target_group_arns"])
  load_balancers       = lookup(var.worker_groups[count.index], "load_balancers", local.defaults["load_balancers"])
  launch_configuration = aws_launch_configuration.workers[count.index].id
  tag {
    key   = "kubernetes.io/cluster/${var.cluster_name}"
    value = "owned"
  }
}

resource "aws_launch_configuration" "workers" {
  count      = var.create_eks ? length(var.worker_groups) : 0
  user_data  = "/etc/eks/bootstrap.sh ${local.started["worker_groups"][count.index]} ${var.cluster_name}"
  spot_price = lookup(var.worker_groups[count.index], "spot_price", local.defaults["spot_price"])
}

resource "aws_autoscaling_group" "workers_launch_template" {
  count               = var.create_eks ? length(var.worker_groups_launch_template) : 0
  desired_capacity    = lookup(var.worker_groups_launch_template[count.index], "asg_desired_capacity", local.defaults["asg_desired_capacity"])
  min_size            = lookup(var.worker_groups_launch_template[count.index], "asg_min_size", local.defaults["asg_min_size"])
  max_size            = lookup(var.worker_groups_launch_template[count.index], "asg_max_size", local.defaults["asg_max_size"])
  vpc_zone_identifier = lookup(var.worker_groups_launch_template[count.index], "subnets", local.defaults["subnets"])
  target_group_arns   = lookup(var.worker_groups_launch_template[count.index], "target_group_arns", local.defaults["target_group_arns"])
  load_balancers      = lookup(var.worker_groups_launch_template[count.index], "load_balancers", local.defaults["load_balancers"])
  dynamic "launch_template" {
    for_each = local.mixed[count.index] ? [] : [true]
    content {
      id = aws_launch_template.workers_launch_template[count.index].id
    }
  }
  dynamic "mixed_instances_policy" {
    for_each = local.mixed[count.index] ? [var.worker_groups_launch_template[count.index]] : []
    content {
      instances_distribution {
        on_demand_base_capacity                  = lookup(mixed_instances_policy.value, "on_demand_base_capacity", local.defaults["on_demand_base_capacity"])
        on_demand_percentage_above_base_capacity = lookup(mixed_instances_policy.value, "on_demand_percentage_above_base_capacity", local.defaults["on_demand_percentage_above_base_capacity"])
      }
      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.workers_launch_template[count.index].id
        }
      }
    }
  }
  tag {
    key   = "kubernetes.io/cluster/${var.cluster_name}"
    value = "owned"
  }
}

resource "aws_launch_template" "workers_launch_template" {
  count     = var.create_eks ? length(var.worker_groups_launch_template) : 0
  user_data = "/etc/eks/bootstrap.sh ${local.started["worker_groups_launch_template"][count.index]} ${var.cluster_name}"
  dynamic "instance_market_options" {
    for_each = try([for market in [var.worker_groups_launch_template[count.index].market_type] : market if market != null], [])
    content {
      market_type = instance_market_options.value
    }
  }
}

resource "aws_eks_fargate_profile" "this" {
  for_each     = { for key, settings in var.fargate_profiles : key => settings if var.create_eks }
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = lookup(each.value, "subnets", coalescelist(var.fargate_subnets, var.subnets))
}

output "cluster_id" { value = try(aws_eks_cluster.this[0].id, null) }
output "cluster_arn" { value = try(aws_eks_cluster.this[0].arn, null) }
output "cluster_endpoint" { value = try(aws_eks_cluster.this[0].endpoint, null) }
output "cluster_version" { value = try(aws_eks_cluster.this[0].version, null) }
