# A stand-in for terraform-aws-modules/eks/aws: https://github.com/terraform-aws-modules/terraform-aws-eks
# Defaults: variables.tf of v21.19.0; node groups are typed and `name` took the place of `cluster_name`.

variable "create" { default = true }
variable "name" { default = "" }
variable "subnet_ids" { default = [] }
variable "control_plane_subnet_ids" { default = [] }
variable "compute_config" { default = null }
variable "outpost_config" { default = null }
variable "create_kms_key" { default = true }
variable "encryption_config" { default = {} }
variable "kms_key_deletion_window_in_days" { default = null }
variable "eks_managed_node_groups" {
  default  = {}
  nullable = false
}
variable "self_managed_node_groups" {
  default  = {}
  nullable = false
}
variable "fargate_profiles" {
  default  = {}
  nullable = false
}
variable "region" { default = null }
variable "tags" { default = {} }

resource "aws_eks_cluster" "this" {
  count  = var.create ? 1 : 0
  name   = var.name
  region = var.region
  vpc_config {
    subnet_ids = length(var.control_plane_subnet_ids) > 0 ? var.control_plane_subnet_ids : var.subnet_ids
  }
  dynamic "compute_config" {
    for_each = var.compute_config == null ? [] : [var.compute_config]
    content {
      enabled    = try(compute_config.value.enabled, false)
      node_pools = try(compute_config.value.node_pools, null)
    }
  }
  dynamic "outpost_config" {
    for_each = var.outpost_config == null ? [] : [var.outpost_config]
    content {
      outpost_arns = try(outpost_config.value.outpost_arns, null)
    }
  }
  tags = var.tags
}

module "kms" {
  source                  = "terraform-aws-modules/kms/aws"
  create                  = var.create && var.create_kms_key && var.encryption_config != null && var.outpost_config == null
  deletion_window_in_days = var.kms_key_deletion_window_in_days
}

# Machines of a group that the module places close together, or where a call says.
locals {
  placed = {
    for key, settings in var.eks_managed_node_groups : key => settings
    if var.create && (try(coalesce(settings.create_placement_group, false), false) || try(coalesce(settings.enable_efa_support, false), false))
  }
  templates = {
    for key, settings in var.eks_managed_node_groups : key => settings
    if var.create && (contains(keys(local.placed), key) || try(settings.placement, null) != null)
  }
}

resource "aws_placement_group" "this" {
  for_each = local.placed
  name     = "${var.name}-${each.key}"
  strategy = "cluster"
}

resource "aws_launch_template" "this" {
  for_each = local.templates
  placement {
    group_name              = try(aws_placement_group.this[each.key].name, each.value.placement.group_name, null)
    host_id                 = try(each.value.placement.host_id, null)
    host_resource_group_arn = try(each.value.placement.host_resource_group_arn, null)
  }
}

resource "aws_eks_node_group" "this" {
  for_each     = { for key, settings in var.eks_managed_node_groups : key => settings if var.create && try(coalesce(settings.create, true), true) }
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = try(coalesce(each.value.subnet_ids, var.subnet_ids), var.subnet_ids)
  scaling_config {
    min_size     = tonumber(try(coalesce(each.value.min_size, 1), 1))
    max_size     = tonumber(try(coalesce(each.value.max_size, 3), 3))
    desired_size = tonumber(try(coalesce(each.value.desired_size, 1), 1))
  }
  dynamic "taint" {
    for_each = try(coalesce(each.value.taints, {}), {})
    content {
      key    = taint.value.key
      effect = taint.value.effect
    }
  }
  dynamic "launch_template" {
    for_each = contains(keys(local.templates), each.key) ? [true] : []
    content {
      id = aws_launch_template.this[each.key].id
    }
  }
  capacity_type = try(each.value.capacity_type, null)
  ami_type      = try(each.value.ami_type, null)
}

module "self_managed_node_group" {
  source       = "terraform-aws-modules/eks/aws//modules/self-managed-node-group"
  for_each     = { for key, settings in var.self_managed_node_groups : key => settings if var.create }
  name         = try(each.value.name, each.key)
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = try(coalesce(each.value.subnet_ids, var.subnet_ids), var.subnet_ids)
  min_size     = tonumber(try(coalesce(each.value.min_size, 1), 1))
  max_size     = tonumber(try(coalesce(each.value.max_size, 3), 3))
  desired_size = tonumber(try(coalesce(each.value.desired_size, 1), 1))
  region       = var.region
  create       = try(coalesce(each.value.create, true), true)

  use_mixed_instances_policy = try(each.value.use_mixed_instances_policy, null)
  mixed_instances_policy     = try(each.value.mixed_instances_policy, null)
  instance_market_options    = try(each.value.instance_market_options, null)
  pre_bootstrap_user_data    = try(each.value.pre_bootstrap_user_data, null)
  bootstrap_extra_args       = try(each.value.bootstrap_extra_args, null)
  cloudinit_pre_nodeadm      = try(each.value.cloudinit_pre_nodeadm, [])
  instance_type              = try(each.value.instance_type, null)
  enable_efa_support         = try(each.value.enable_efa_support, null)
  create_placement_group     = try(each.value.create_placement_group, null)
  placement                  = try(each.value.placement, null)
  placement_group            = try(each.value.placement_group, null)
}

resource "aws_eks_fargate_profile" "this" {
  for_each     = { for key, settings in var.fargate_profiles : key => settings if var.create && try(coalesce(settings.create, true), true) }
  cluster_name = aws_eks_cluster.this[0].name
  subnet_ids   = try(coalesce(each.value.subnet_ids, var.subnet_ids), var.subnet_ids)
}

output "cluster_name" { value = try(aws_eks_cluster.this[0].name, null) }
output "cluster_arn" { value = try(aws_eks_cluster.this[0].arn, null) }
output "cluster_endpoint" { value = try(aws_eks_cluster.this[0].endpoint, null) }
output "cluster_certificate_authority_data" { value = try(aws_eks_cluster.this[0].certificate_authority[0].data, null) }
output "cluster_version" { value = try(aws_eks_cluster.this[0].version, null) }
output "cluster_oidc_issuer_url" { value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null) }
output "kms_key_arn" { value = try(module.kms.key_arn, null) }
output "kms_key_id" { value = try(module.kms.key_id, null) }
