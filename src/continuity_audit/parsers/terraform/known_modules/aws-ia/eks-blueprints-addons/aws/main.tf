# A stand-in for aws-ia/eks-blueprints-addons/aws: https://github.com/aws-ia/terraform-aws-eks-blueprints-addons
# Defaults: main.tf and variables.tf of v1.24.3 (older ones name older versions of the charts).

variable "cluster_name" {}
variable "create_kubernetes_resources" { default = true }
variable "helm_releases" { default = {} }

resource "helm_release" "this" {
  for_each   = var.helm_releases
  name       = try(each.value.name, each.key)
  namespace  = try(each.value.namespace, null)
  chart      = each.value.chart
  version    = try(each.value.chart_version, null)
  repository = try(each.value.repository, null)
  values     = try(each.value.values, [])
  dynamic "set" {
    for_each = try(each.value.set, [])
    content {
      name  = set.value.name
      value = set.value.value
      type  = try(set.value.type, null)
    }
  }
  dynamic "postrender" {
    for_each = try([for each_one in [each.value.postrender] : each_one if each_one != null], [])
    content {
      binary_path = postrender.value.binary_path
    }
  }
}

output "helm_releases" { value = helm_release.this }
