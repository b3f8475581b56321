# What deploys and admits, of the stand-in for aws-ia/eks-blueprints-addons/aws.

variable "enable_argo_rollouts" { default = false }
variable "argo_rollouts" { default = {} }

module "argo_rollouts" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_argo_rollouts
  create_release = var.create_kubernetes_resources
  name           = try(var.argo_rollouts.name, "argo-rollouts")
  namespace      = try(var.argo_rollouts.namespace, "argo-rollouts")
  chart          = try(var.argo_rollouts.chart, "argo-rollouts")
  chart_version  = try(var.argo_rollouts.chart_version, "2.34.3")
  repository     = try(var.argo_rollouts.repository, "https://argoproj.github.io/argo-helm")
  values         = try(var.argo_rollouts.values, [])
  set            = try(var.argo_rollouts.set, [])
  set_sensitive  = try(var.argo_rollouts.set_sensitive, [])
  postrender     = try(var.argo_rollouts.postrender, null)
}

variable "enable_argo_workflows" { default = false }
variable "argo_workflows" { default = {} }

module "argo_workflows" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_argo_workflows
  create_release = var.create_kubernetes_resources
  name           = try(var.argo_workflows.name, "argo-workflows")
  namespace      = try(var.argo_workflows.namespace, "argo-workflows")
  chart          = try(var.argo_workflows.chart, "argo-workflows")
  chart_version  = try(var.argo_workflows.chart_version, "0.40.14")
  repository     = try(var.argo_workflows.repository, "https://argoproj.github.io/argo-helm")
  values         = try(var.argo_workflows.values, [])
  set            = try(var.argo_workflows.set, [])
  set_sensitive  = try(var.argo_workflows.set_sensitive, [])
  postrender     = try(var.argo_workflows.postrender, null)
}

variable "enable_argocd" { default = false }
variable "argocd" { default = {} }

module "argocd" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_argocd
  create_release = var.create_kubernetes_resources
  name           = try(var.argocd.name, "argo-cd")
  namespace      = try(var.argocd.namespace, "argocd")
  chart          = try(var.argocd.chart, "argo-cd")
  chart_version  = try(var.argocd.chart_version, "5.55.0")
  repository     = try(var.argocd.repository, "https://argoproj.github.io/argo-helm")
  values         = try(var.argocd.values, [])
  set            = try(var.argocd.set, [])
  set_sensitive  = try(var.argocd.set_sensitive, [])
  postrender     = try(var.argocd.postrender, null)
}

variable "enable_argo_events" { default = false }
variable "argo_events" { default = {} }

module "argo_events" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_argo_events
  create_release = var.create_kubernetes_resources
  name           = try(var.argo_events.name, "argo-events")
  namespace      = try(var.argo_events.namespace, "argo-events")
  chart          = try(var.argo_events.chart, "argo-events")
  chart_version  = try(var.argo_events.chart_version, "2.4.3")
  repository     = try(var.argo_events.repository, "https://argoproj.github.io/argo-helm")
  values         = try(var.argo_events.values, [])
  set            = try(var.argo_events.set, [])
  set_sensitive  = try(var.argo_events.set_sensitive, [])
  postrender     = try(var.argo_events.postrender, null)
}

variable "enable_gatekeeper" { default = false }
variable "gatekeeper" { default = {} }

module "gatekeeper" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_gatekeeper
  create_release = var.create_kubernetes_resources
  name           = try(var.gatekeeper.name, "gatekeeper")
  namespace      = try(var.gatekeeper.namespace, "gatekeeper-system")
  chart          = try(var.gatekeeper.chart, "gatekeeper")
  chart_version  = try(var.gatekeeper.chart_version, "3.15.0")
  repository     = try(var.gatekeeper.repository, "https://open-policy-agent.github.io/gatekeeper/charts")
  values         = try(var.gatekeeper.values, [])
  set            = try(var.gatekeeper.set, [])
  set_sensitive  = try(var.gatekeeper.set_sensitive, [])
  postrender     = try(var.gatekeeper.postrender, null)
}
