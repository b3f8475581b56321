# What starts, ends and sizes nodes and pods, of the stand-in for aws-ia/eks-blueprints-addons/aws.

variable "enable_aws_node_termination_handler" { default = false }
variable "aws_node_termination_handler" { default = {} }

module "aws_node_termination_handler" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_node_termination_handler
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_node_termination_handler.name, "aws-node-termination-handler")
  namespace      = try(var.aws_node_termination_handler.namespace, "aws-node-termination-handler")
  chart          = try(var.aws_node_termination_handler.chart, "aws-node-termination-handler")
  chart_version  = try(var.aws_node_termination_handler.chart_version, "0.21.0")
  repository     = try(var.aws_node_termination_handler.repository, "https://aws.github.io/eks-charts")
  values         = try(var.aws_node_termination_handler.values, [])
  set            = try(var.aws_node_termination_handler.set, [])
  set_sensitive  = try(var.aws_node_termination_handler.set_sensitive, [])
  postrender     = try(var.aws_node_termination_handler.postrender, null)
}

variable "enable_bottlerocket_update_operator" { default = false }
variable "bottlerocket_update_operator" { default = {} }

module "bottlerocket_update_operator" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_bottlerocket_update_operator
  create_release = var.create_kubernetes_resources
  name           = try(var.bottlerocket_update_operator.name, "brupop-operator")
  namespace      = try(var.bottlerocket_update_operator.namespace, "brupop-bottlerocket-aws")
  chart          = try(var.bottlerocket_update_operator.chart, "bottlerocket-update-operator")
  chart_version  = try(var.bottlerocket_update_operator.version, "1.3.0")
  repository     = try(var.bottlerocket_update_operator.repository, "https://bottlerocket-os.github.io/bottlerocket-update-operator/")
  values         = try(var.bottlerocket_update_operator.values, [])
  set            = try(var.bottlerocket_update_operator.set, [])
  set_sensitive  = try(var.bottlerocket_update_operator.set_sensitive, [])
  postrender     = try(var.bottlerocket_update_operator.postrender, null)
}

variable "enable_cluster_autoscaler" { default = false }
variable "cluster_autoscaler" { default = {} }

module "cluster_autoscaler" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_cluster_autoscaler
  create_release = var.create_kubernetes_resources
  name           = try(var.cluster_autoscaler.name, "cluster-autoscaler")
  namespace      = try(var.cluster_autoscaler.namespace, "kube-system")
  chart          = try(var.cluster_autoscaler.chart, "cluster-autoscaler")
  chart_version  = try(var.cluster_autoscaler.chart_version, "9.35.0")
  repository     = try(var.cluster_autoscaler.repository, "https://kubernetes.github.io/autoscaler")
  values         = try(var.cluster_autoscaler.values, [])
  set            = try(var.cluster_autoscaler.set, [])
  set_sensitive  = try(var.cluster_autoscaler.set_sensitive, [])
  postrender     = try(var.cluster_autoscaler.postrender, null)
}

variable "enable_cluster_proportional_autoscaler" { default = false }
variable "cluster_proportional_autoscaler" { default = {} }

module "cluster_proportional_autoscaler" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_cluster_proportional_autoscaler
  create_release = var.create_kubernetes_resources
  name           = try(var.cluster_proportional_autoscaler.name, "cluster-proportional-autoscaler")
  namespace      = try(var.cluster_proportional_autoscaler.namespace, "kube-system")
  chart          = try(var.cluster_proportional_autoscaler.chart, "cluster-proportional-autoscaler")
  chart_version  = try(var.cluster_proportional_autoscaler.chart_version, "1.1.0")
  repository     = try(var.cluster_proportional_autoscaler.repository, "https://kubernetes-sigs.github.io/cluster-proportional-autoscaler")
  values         = try(var.cluster_proportional_autoscaler.values, [])
  set            = try(var.cluster_proportional_autoscaler.set, [])
  set_sensitive  = try(var.cluster_proportional_autoscaler.set_sensitive, [])
  postrender     = try(var.cluster_proportional_autoscaler.postrender, null)
}

variable "enable_karpenter" { default = false }
variable "karpenter" { default = {} }

module "karpenter" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_karpenter
  create_release = var.create_kubernetes_resources
  name           = try(var.karpenter.name, "karpenter")
  namespace      = try(var.karpenter.namespace, "karpenter")
  chart          = try(var.karpenter.chart, "karpenter")
  chart_version  = try(var.karpenter.chart_version, "0.37.0")
  repository     = try(var.karpenter.repository, "oci://public.ecr.aws/karpenter")
  values         = try(var.karpenter.values, [])
  set            = try(var.karpenter.set, [])
  set_sensitive  = try(var.karpenter.set_sensitive, [])
  postrender     = try(var.karpenter.postrender, null)
}

variable "enable_vpa" { default = false }
variable "vpa" { default = {} }

module "vpa" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_vpa
  create_release = var.create_kubernetes_resources
  name           = try(var.vpa.name, "vpa")
  namespace      = try(var.vpa.namespace, "vpa")
  chart          = try(var.vpa.chart, "vpa")
  chart_version  = try(var.vpa.chart_version, "1.7.5")
  repository     = try(var.vpa.repository, "https://charts.fairwinds.com/stable")
  values         = try(var.vpa.values, [])
  set            = try(var.vpa.set, [])
  set_sensitive  = try(var.vpa.set_sensitive, [])
  postrender     = try(var.vpa.postrender, null)
}

variable "aws_node_termination_handler_sqs" { default = {} }
variable "karpenter_enable_spot_termination" { default = true }
variable "karpenter_sqs" { default = {} }

module "aws_node_termination_handler_sqs" {
  source  = "terraform-aws-modules/sqs/aws"
  version = "4.0.1"
  create  = var.enable_aws_node_termination_handler
  name    = try(var.aws_node_termination_handler_sqs.queue_name, "aws-nth-${var.cluster_name}")
}

module "karpenter_sqs" {
  source  = "terraform-aws-modules/sqs/aws"
  version = "4.0.1"
  create  = var.enable_karpenter && var.karpenter_enable_spot_termination
  name    = try(var.karpenter_sqs.queue_name, "karpenter-${var.cluster_name}")
}
