# What leads traffic in, of the stand-in for aws-ia/eks-blueprints-addons/aws.

variable "enable_aws_load_balancer_controller" { default = false }
variable "aws_load_balancer_controller" { default = {} }

module "aws_load_balancer_controller" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_load_balancer_controller
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_load_balancer_controller.name, "aws-load-balancer-controller")
  namespace      = try(var.aws_load_balancer_controller.namespace, "kube-system")
  chart          = try(var.aws_load_balancer_controller.chart, "aws-load-balancer-controller")
  chart_version  = try(var.aws_load_balancer_controller.chart_version, "1.7.1")
  repository     = try(var.aws_load_balancer_controller.repository, "https://aws.github.io/eks-charts")
  values         = try(var.aws_load_balancer_controller.values, [])
  set            = try(var.aws_load_balancer_controller.set, [])
  set_sensitive  = try(var.aws_load_balancer_controller.set_sensitive, [])
  postrender     = try(var.aws_load_balancer_controller.postrender, null)
}

variable "enable_aws_gateway_api_controller" { default = false }
variable "aws_gateway_api_controller" { default = {} }

module "aws_gateway_api_controller" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_gateway_api_controller
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_gateway_api_controller.name, "aws-gateway-api-controller")
  namespace      = try(var.aws_gateway_api_controller.namespace, "aws-application-networking-system")
  chart          = try(var.aws_gateway_api_controller.chart, "aws-gateway-controller-chart")
  chart_version  = try(var.aws_gateway_api_controller.chart_version, "v0.0.18")
  repository     = try(var.aws_gateway_api_controller.repository, "oci://public.ecr.aws/aws-application-networking-k8s")
  values         = try(var.aws_gateway_api_controller.values, [])
  set            = try(var.aws_gateway_api_controller.set, [])
  set_sensitive  = try(var.aws_gateway_api_controller.set_sensitive, [])
  postrender     = try(var.aws_gateway_api_controller.postrender, null)
}

variable "enable_external_dns" { default = false }
variable "external_dns" { default = {} }

module "external_dns" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_external_dns
  create_release = var.create_kubernetes_resources
  name           = try(var.external_dns.name, "external-dns")
  namespace      = try(var.external_dns.namespace, "external-dns")
  chart          = try(var.external_dns.chart, "external-dns")
  chart_version  = try(var.external_dns.chart_version, "1.14.3")
  repository     = try(var.external_dns.repository, "https://kubernetes-sigs.github.io/external-dns/")
  values         = try(var.external_dns.values, ["provider: aws"])
  set            = try(var.external_dns.set, [])
  set_sensitive  = try(var.external_dns.set_sensitive, [])
  postrender     = try(var.external_dns.postrender, null)
}

variable "enable_ingress_nginx" { default = false }
variable "ingress_nginx" { default = {} }

module "ingress_nginx" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_ingress_nginx
  create_release = var.create_kubernetes_resources
  name           = try(var.ingress_nginx.name, "ingress-nginx")
  namespace      = try(var.ingress_nginx.namespace, "ingress-nginx")
  chart          = try(var.ingress_nginx.chart, "ingress-nginx")
  chart_version  = try(var.ingress_nginx.chart_version, "4.12.1")
  repository     = try(var.ingress_nginx.repository, "https://kubernetes.github.io/ingress-nginx")
  values         = try(var.ingress_nginx.values, [])
  set            = try(var.ingress_nginx.set, [])
  set_sensitive  = try(var.ingress_nginx.set_sensitive, [])
  postrender     = try(var.ingress_nginx.postrender, null)
}
