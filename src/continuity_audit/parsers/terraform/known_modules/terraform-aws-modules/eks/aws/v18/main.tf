# A stand-in for terraform-aws-modules/eks/aws: https://github.com/terraform-aws-modules/terraform-aws-eks
# Defaults: variables.tf of v18.31.2: no KMS key is made by default.

variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "subnet_ids" { default = [] }
variable "control_plane_subnet_ids" { default = [] }
variable "create_kms_key" { default = false }
variable "kms_key_deletion_window_in_days" { default = null }
variable "eks_managed_node_groups" { default = {} }
variable "eks_managed_node_group_defaults" { default = {} }
variable "self_managed_node_groups" { default = {} }
variable "self_managed_node_group_defaults" { default = {} }
variable "fargate_profiles" { default = {} }
variable "fargate_profile_defaults" { default = {} }
variable "tags" { default = {} }

resource "aws_eks_cluster" "this" {
  count = var.create ? 1 : 0
  name  = var.cluster_name
  vpc_config {
    subnet_ids = length(var.control_plane_subnet_ids) > 0 ? var.control_plane_subnet_ids : var.subnet_ids
  }
  tags = var.tags
}

module "kms" {
  source                  = "terraform-aws-modules/kms/aws"
  create                  = var.create && var.create_kms_key
  deletion_window_in_days = var.kms_key_deletion_window_in_days
}

locals {
  placements = {
    for key, settings in var.eks_managed_node_groups : key => try(settings.placement, var.eks_managed_node_group_defaults.placement, {})
    if var.create && length(keys(try(settings.placement, var.eks_managed_node_group_defaults.placement, {}))) > 0
  }
}

resource "aws_launch_template" "this" {
  for_each = local.placements
  placement {
    group_name              = try(each.value.group_name, null)
    host_id                 = try(each.value.host_id, null)
    host_resource_group_arn = try(each.value.host_resource_group_arn, null)
  }
}

resource "aws_eks_node_group" "this" {
  for_each     = { for key, settings in var.eks_managed_node_groups : key => settings if var.create && try(settings.create, true) }
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = try(each.value.subnet_ids, var.eks_managed_node_group_defaults.subnet_ids, var.subnet_ids)
  scaling_config {
    min_size     = tonumber(try(each.value.min_size, var.eks_managed_node_group_defaults.min_size, 1))
    max_size     = tonumber(try(each.value.max_size, var.eks_managed_node_group_defaults.max_size, 3))
    desired_size = tonumber(try(each.value.desired_size, var.eks_managed_node_group_defaults.desired_size, 1))
  }
  dynamic "taint" {
    for_each = try(each.value.taints, var.eks_managed_node_group_defaults.taints, {})
    content {
      key    = taint.value.key
      effect = taint.value.effect
    }
  }
  dynamic "launch_template" {
    for_each = contains(keys(local.placements), each.key) ? [true] : []
    content {
      id = aws_launch_template.this[each.key].id
    }
  }
  capacity_type = try(each.value.capacity_type, var.eks_managed_node_group_defaults.capacity_type, null)
  ami_type      = try(each.value.ami_type, var.eks_managed_node_group_defaults.ami_type, null)
}

module "self_managed_node_group" {
  source            = "terraform-aws-modules/eks/aws//modules/self-managed-node-group"
  version           = "~> 20.0"
  for_each          = { for key, settings in var.self_managed_node_groups : key => settings if var.create && try(settings.create, true) }
  name              = try(each.value.name, each.key)
  cluster_name      = aws_eks_cluster.this[0].name
  subnet_ids        = try(each.value.subnet_ids, var.self_managed_node_group_defaults.subnet_ids, var.subnet_ids)
  min_size          = tonumber(try(each.value.min_size, var.self_managed_node_group_defaults.min_size, 0))
  max_size          = tonumber(try(each.value.max_size, var.self_managed_node_group_defaults.max_size, 3))
  desired_size      = tonumber(try(each.value.desired_size, var.self_managed_node_group_defaults.desired_size, 1))
  target_group_arns = try(each.value.target_group_arns, var.self_managed_node_group_defaults.target_group_arns, [])
  schedules = {
    for name, schedule in try(each.value.schedules, var.self_managed_node_group_defaults.schedules, {}) : name => schedule
    if try(each.value.create_schedule, var.self_managed_node_group_defaults.create_schedule, false)
  }

  use_mixed_instances_policy = try(each.value.use_mixed_instances_policy, var.self_managed_node_group_defaults.use_mixed_instances_policy, false)
  mixed_instances_policy     = try(each.value.mixed_instances_policy, var.self_managed_node_group_defaults.mixed_instances_policy, null)
  instance_market_options    = try(each.value.instance_market_options, var.self_managed_node_group_defaults.instance_market_options, null)
  pre_bootstrap_user_data    = try(each.value.pre_bootstrap_user_data, var.self_managed_node_group_defaults.pre_bootstrap_user_data, null)
  bootstrap_extra_args       = try(each.value.bootstrap_extra_args, var.self_managed_node_group_defaults.bootstrap_extra_args, null)
}

resource "aws_eks_fargate_profile" "this" {
  for_each     = { for key, settings in var.fargate_profiles : key => settings if var.create && try(settings.create, true) }
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = try(each.value.subnet_ids, var.fargate_profile_defaults.subnet_ids, var.subnet_ids)
}

output "cluster_name" { value = try(aws_eks_cluster.this[0].name, null) }
output "cluster_arn" { value = try(aws_eks_cluster.this[0].arn, null) }
output "cluster_endpoint" { value = try(aws_eks_cluster.this[0].endpoint, null) }
output "cluster_certificate_authority_data" { value = try(aws_eks_cluster.this[0].certificate_authority[0].data, null) }
output "cluster_version" { value = try(aws_eks_cluster.this[0].version, null) }
output "cluster_oidc_issuer_url" { value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null) }
output "kms_key_arn" { value = try(module.kms.key_arn, null) }
output "kms_key_id" { value = try(module.kms.key_id, null) }
output "cluster_id" { value = try(aws_eks_cluster.this[0].id, null) }
