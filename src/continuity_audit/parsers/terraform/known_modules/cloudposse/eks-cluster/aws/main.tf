# A stand-in for cloudposse/eks-cluster/aws: https://github.com/cloudposse/terraform-aws-eks-cluster
# Defaults: variables.tf of v4.11.0 (0.44.0 and 2.6.0 agree in what stands here).

variable "subnet_ids" { default = [] }
variable "cluster_attributes" { default = ["cluster"] }
variable "cluster_encryption_config_enabled" { default = true }
variable "cluster_encryption_config_kms_key_id" { default = "" }
variable "cluster_encryption_config_kms_key_deletion_window_in_days" { default = 10 }
variable "auto_mode_compute_config" { default = {} }

module "label" {
  source     = "cloudposse/label/null"
  attributes = var.cluster_attributes
  context    = module.this.context
}

resource "aws_kms_key" "cluster" {
  count                   = module.this.enabled && var.cluster_encryption_config_enabled && var.cluster_encryption_config_kms_key_id == "" ? 1 : 0
  deletion_window_in_days = var.cluster_encryption_config_kms_key_deletion_window_in_days
  tags                    = module.label.tags
}

resource "aws_eks_cluster" "default" {
  count = module.this.enabled ? 1 : 0
  name  = module.label.id
  vpc_config {
    subnet_ids = var.subnet_ids
  }
  dynamic "compute_config" {
    for_each = try(coalesce(var.auto_mode_compute_config.enabled, false), false) ? [var.auto_mode_compute_config] : []
    content {
      enabled    = true
      node_pools = try(compute_config.value.node_pools, ["general-purpose", "system"])
    }
  }
  tags = module.label.tags
}

output "eks_cluster_id" { value = one(aws_eks_cluster.default[*].id) }
output "eks_cluster_arn" { value = one(aws_eks_cluster.default[*].arn) }
output "eks_cluster_endpoint" { value = one(aws_eks_cluster.default[*].endpoint) }
output "eks_cluster_version" { value = one(aws_eks_cluster.default[*].version) }
output "eks_cluster_identity_oidc_issuer" { value = one(aws_eks_cluster.default[*].identity[0].oidc[0].issuer) }
output "eks_cluster_certificate_authority_data" { value = one(aws_eks_cluster.default[*].certificate_authority[0].data) }
