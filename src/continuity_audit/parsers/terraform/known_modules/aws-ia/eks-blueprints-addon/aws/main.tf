# A stand-in for aws-ia/eks-blueprints-addon/aws: https://github.com/aws-ia/terraform-aws-eks-blueprints-addon
# Defaults: variables.tf of v1.1.1 (v1.0.0 agrees in what stands here).

variable "create" { default = true }
variable "create_release" { default = true }
variable "name" { default = "" }
variable "namespace" { default = null }
variable "chart" { default = "" }
variable "chart_version" { default = null }
variable "repository" { default = null }
variable "values" { default = null }
variable "set" { default = [] }
variable "set_sensitive" { default = [] }
variable "postrender" { default = {} }

resource "helm_release" "this" {
  count      = var.create && var.create_release ? 1 : 0
  name       = try(coalesce(var.name, var.chart), "")
  namespace  = try(coalesce(var.namespace, "default"))
  chart      = var.chart
  version    = var.chart_version
  repository = var.repository
  values     = var.values
  dynamic "set" {
    for_each = var.set
    content {
      name  = set.value.name
      value = set.value.value
      type  = try(set.value.type, null)
    }
  }
  dynamic "set_sensitive" {
    for_each = var.set_sensitive
    content {
      name  = set_sensitive.value.name
      value = set_sensitive.value.value
      type  = try(set_sensitive.value.type, null)
    }
  }
  dynamic "postrender" {
    for_each = var.postrender == null ? [] : length(var.postrender) > 0 ? [var.postrender] : []
    content {
      binary_path = postrender.value.binary_path
    }
  }
}

output "name" { value = try(helm_release.this[0].name, null) }
output "namespace" { value = try(helm_release.this[0].namespace, null) }
output "chart" { value = try(helm_release.this[0].chart, null) }
output "values" { value = try(helm_release.this[0].values, []) }
