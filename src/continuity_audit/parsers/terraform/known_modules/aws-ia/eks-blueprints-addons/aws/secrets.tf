# Certificates and secrets, of the stand-in for aws-ia/eks-blueprints-addons/aws.

variable "enable_aws_privateca_issuer" { default = false }
variable "aws_privateca_issuer" { default = {} }

module "aws_privateca_issuer" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_privateca_issuer
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_privateca_issuer.name, "aws-privateca-issuer")
  namespace      = try(var.aws_privateca_issuer.namespace, try(var.cert_manager.namespace, "cert-manager"))
  chart          = try(var.aws_privateca_issuer.chart, "aws-privateca-issuer")
  chart_version  = try(var.aws_privateca_issuer.chart_version, "v1.2.7")
  repository     = try(var.aws_privateca_issuer.repository, "https://cert-manager.github.io/aws-privateca-issuer")
  values         = try(var.aws_privateca_issuer.values, [])
  set            = try(var.aws_privateca_issuer.set, [])
  set_sensitive  = try(var.aws_privateca_issuer.set_sensitive, [])
  postrender     = try(var.aws_privateca_issuer.postrender, null)
}

variable "enable_cert_manager" { default = false }
variable "cert_manager" { default = {} }

module "cert_manager" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_cert_manager
  create_release = var.create_kubernetes_resources
  name           = try(var.cert_manager.name, "cert-manager")
  namespace      = try(var.cert_manager.namespace, "cert-manager")
  chart          = try(var.cert_manager.chart, "cert-manager")
  chart_version  = try(var.cert_manager.chart_version, "v1.14.3")
  repository     = try(var.cert_manager.repository, "https://charts.jetstack.io")
  values         = try(var.cert_manager.values, [])
  set            = try(var.cert_manager.set, [])
  set_sensitive  = try(var.cert_manager.set_sensitive, [])
  postrender     = try(var.cert_manager.postrender, null)
}

variable "enable_external_secrets" { default = false }
variable "external_secrets" { default = {} }

module "external_secrets" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_external_secrets
  create_release = var.create_kubernetes_resources
  name           = try(var.external_secrets.name, "external-secrets")
  namespace      = try(var.external_secrets.namespace, "external-secrets")
  chart          = try(var.external_secrets.chart, "external-secrets")
  chart_version  = try(var.external_secrets.chart_version, "0.9.13")
  repository     = try(var.external_secrets.repository, "https://charts.external-secrets.io")
  values         = try(var.external_secrets.values, [])
  set            = try(var.external_secrets.set, [])
  set_sensitive  = try(var.external_secrets.set_sensitive, [])
  postrender     = try(var.external_secrets.postrender, null)
}

variable "enable_secrets_store_csi_driver" { default = false }
variable "secrets_store_csi_driver" { default = {} }

module "secrets_store_csi_driver" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_secrets_store_csi_driver
  create_release = var.create_kubernetes_resources
  name           = try(var.secrets_store_csi_driver.name, "secrets-store-csi-driver")
  namespace      = try(var.secrets_store_csi_driver.namespace, "kube-system")
  chart          = try(var.secrets_store_csi_driver.chart, "secrets-store-csi-driver")
  chart_version  = try(var.secrets_store_csi_driver.chart_version, "1.4.1")
  repository     = try(var.secrets_store_csi_driver.repository, "https://kubernetes-sigs.github.io/secrets-store-csi-driver/charts")
  values         = try(var.secrets_store_csi_driver.values, [])
  set            = try(var.secrets_store_csi_driver.set, [])
  set_sensitive  = try(var.secrets_store_csi_driver.set_sensitive, [])
  postrender     = try(var.secrets_store_csi_driver.postrender, null)
}

variable "enable_secrets_store_csi_driver_provider_aws" { default = false }
variable "secrets_store_csi_driver_provider_aws" { default = {} }

module "secrets_store_csi_driver_provider_aws" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_secrets_store_csi_driver_provider_aws
  create_release = var.create_kubernetes_resources
  name           = try(var.secrets_store_csi_driver_provider_aws.name, "secrets-store-csi-driver-provider-aws")
  namespace      = try(var.secrets_store_csi_driver_provider_aws.namespace, "kube-system")
  chart          = try(var.secrets_store_csi_driver_provider_aws.chart, "secrets-store-csi-driver-provider-aws")
  chart_version  = try(var.secrets_store_csi_driver_provider_aws.chart_version, "0.3.6")
  repository     = try(var.secrets_store_csi_driver_provider_aws.repository, "https://aws.github.io/secrets-store-csi-driver-provider-aws")
  values         = try(var.secrets_store_csi_driver_provider_aws.values, [])
  set            = try(var.secrets_store_csi_driver_provider_aws.set, [])
  set_sensitive  = try(var.secrets_store_csi_driver_provider_aws.set_sensitive, [])
  postrender     = try(var.secrets_store_csi_driver_provider_aws.postrender, null)
}
