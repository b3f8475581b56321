# A stand-in for cloudposse/eks-node-group/aws: https://github.com/cloudposse/terraform-aws-eks-node-group
# Defaults: variables.tf of v3.4.0 (0.28.1 to 2.12.0 agree in what stands here).

variable "cluster_name" {}
variable "subnet_ids" { default = [] }
variable "min_size" { default = null }
variable "max_size" { default = null }
variable "desired_size" { default = null }
variable "create_before_destroy" { default = true }
variable "capacity_type" { default = null }
variable "ami_type" { default = "AL2_x86_64" }
variable "kubernetes_taints" { default = [] }
variable "launch_template_id" { default = [] }
variable "placement" { default = [] }

module "label" {
  source     = "cloudposse/label/null"
  attributes = ["workers"]
  context    = module.this.context
}

locals {
  template = length(var.launch_template_id) > 0 ? var.launch_template_id[0] : one(aws_launch_template.default[*].id)
}

resource "aws_launch_template" "default" {
  count = module.this.enabled && length(var.launch_template_id) == 0 ? 1 : 0
  dynamic "placement" {
    for_each = var.placement
    content {
      group_name              = try(placement.value.group_name, null)
      host_id                 = try(placement.value.host_id, null)
      host_resource_group_arn = try(placement.value.host_resource_group_arn, null)
    }
  }
}

# Two alike in all that decides continuity, of which one is made.
resource "aws_eks_node_group" "default" {
  count        = module.this.enabled && !var.create_before_destroy ? 1 : 0
  cluster_name = var.cluster_name
  subnet_ids   = var.subnet_ids
  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }
  launch_template {
    id = local.template
  }
  dynamic "taint" {
    for_each = var.kubernetes_taints
    content {
      key    = taint.value.key
      effect = taint.value.effect
    }
  }
  capacity_type = var.capacity_type
  ami_type      = var.ami_type
  tags          = module.label.tags
}

resource "aws_eks_node_group" "cbd" {
  count        = module.this.enabled && var.create_before_destroy ? 1 : 0
  cluster_name = var.cluster_name
  subnet_ids   = var.subnet_ids
  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }
  launch_template {
    id = local.template
  }
  dynamic "taint" {
    for_each = var.kubernetes_taints
    content {
      key    = taint.value.key
      effect = taint.value.effect
    }
  }
  capacity_type = var.capacity_type
  ami_type      = var.ami_type
  tags          = module.label.tags
}

output "eks_node_group_id" { value = one(concat(aws_eks_node_group.default[*].id, aws_eks_node_group.cbd[*].id)) }
output "eks_node_group_arn" { value = one(concat(aws_eks_node_group.default[*].arn, aws_eks_node_group.cbd[*].arn)) }
output "eks_node_group_resources" { value = concat(aws_eks_node_group.default[*].resources, aws_eks_node_group.cbd[*].resources) }
