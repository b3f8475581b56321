# What observes, of the stand-in for aws-ia/eks-blueprints-addons/aws.

variable "enable_aws_cloudwatch_metrics" { default = false }
variable "aws_cloudwatch_metrics" { default = {} }

module "aws_cloudwatch_metrics" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_cloudwatch_metrics
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_cloudwatch_metrics.name, "aws-cloudwatch-metrics")
  namespace      = try(var.aws_cloudwatch_metrics.namespace, "amazon-cloudwatch")
  chart          = try(var.aws_cloudwatch_metrics.chart, "aws-cloudwatch-metrics")
  chart_version  = try(var.aws_cloudwatch_metrics.chart_version, "0.0.10")
  repository     = try(var.aws_cloudwatch_metrics.repository, "https://aws.github.io/eks-charts")
  values         = try(var.aws_cloudwatch_metrics.values, [])
  set            = try(var.aws_cloudwatch_metrics.set, [])
  set_sensitive  = try(var.aws_cloudwatch_metrics.set_sensitive, [])
  postrender     = try(var.aws_cloudwatch_metrics.postrender, null)
}

variable "enable_aws_for_fluentbit" { default = false }
variable "aws_for_fluentbit" { default = {} }

module "aws_for_fluentbit" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_for_fluentbit
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_for_fluentbit.name, "aws-for-fluent-bit")
  namespace      = try(var.aws_for_fluentbit.namespace, "kube-system")
  chart          = try(var.aws_for_fluentbit.chart, "aws-for-fluent-bit")
  chart_version  = try(var.aws_for_fluentbit.chart_version, "0.1.32")
  repository     = try(var.aws_for_fluentbit.repository, "https://aws.github.io/eks-charts")
  values         = try(var.aws_for_fluentbit.values, [])
  set            = try(var.aws_for_fluentbit.set, [])
  set_sensitive  = try(var.aws_for_fluentbit.set_sensitive, [])
  postrender     = try(var.aws_for_fluentbit.postrender, null)
}

variable "enable_kube_prometheus_stack" { default = false }
variable "kube_prometheus_stack" { default = {} }

module "kube_prometheus_stack" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_kube_prometheus_stack
  create_release = var.create_kubernetes_resources
  name           = try(var.kube_prometheus_stack.name, "kube-prometheus-stack")
  namespace      = try(var.kube_prometheus_stack.namespace, "kube-prometheus-stack")
  chart          = try(var.kube_prometheus_stack.chart, "kube-prometheus-stack")
  chart_version  = try(var.kube_prometheus_stack.chart_version, "48.2.3")
  repository     = try(var.kube_prometheus_stack.repository, "https://prometheus-community.github.io/helm-charts")
  values         = try(var.kube_prometheus_stack.values, [])
  set            = try(var.kube_prometheus_stack.set, [])
  set_sensitive  = try(var.kube_prometheus_stack.set_sensitive, [])
  postrender     = try(var.kube_prometheus_stack.postrender, null)
}

variable "enable_metrics_server" { default = false }
variable "metrics_server" { default = {} }

module "metrics_server" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_metrics_server
  create_release = var.create_kubernetes_resources
  name           = try(var.metrics_server.name, "metrics-server")
  namespace      = try(var.metrics_server.namespace, "kube-system")
  chart          = try(var.metrics_server.chart, "metrics-server")
  chart_version  = try(var.metrics_server.chart_version, "3.12.0")
  repository     = try(var.metrics_server.repository, "https://kubernetes-sigs.github.io/metrics-server/")
  values         = try(var.metrics_server.values, [])
  set            = try(var.metrics_server.set, [])
  set_sensitive  = try(var.metrics_server.set_sensitive, [])
  postrender     = try(var.metrics_server.postrender, null)
}
