# Drivers of storage, and Velero, of the stand-in for aws-ia/eks-blueprints-addons/aws.

variable "enable_aws_efs_csi_driver" { default = false }
variable "aws_efs_csi_driver" { default = {} }

module "aws_efs_csi_driver" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_efs_csi_driver
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_efs_csi_driver.name, "aws-efs-csi-driver")
  namespace      = try(var.aws_efs_csi_driver.namespace, "kube-system")
  chart          = try(var.aws_efs_csi_driver.chart, "aws-efs-csi-driver")
  chart_version  = try(var.aws_efs_csi_driver.chart_version, "2.5.6")
  repository     = try(var.aws_efs_csi_driver.repository, "https://kubernetes-sigs.github.io/aws-efs-csi-driver/")
  values         = try(var.aws_efs_csi_driver.values, [])
  set            = try(var.aws_efs_csi_driver.set, [])
  set_sensitive  = try(var.aws_efs_csi_driver.set_sensitive, [])
  postrender     = try(var.aws_efs_csi_driver.postrender, null)
}

variable "enable_aws_fsx_csi_driver" { default = false }
variable "aws_fsx_csi_driver" { default = {} }

module "aws_fsx_csi_driver" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_aws_fsx_csi_driver
  create_release = var.create_kubernetes_resources
  name           = try(var.aws_fsx_csi_driver.name, "aws-fsx-csi-driver")
  namespace      = try(var.aws_fsx_csi_driver.namespace, "kube-system")
  chart          = try(var.aws_fsx_csi_driver.chart, "aws-fsx-csi-driver")
  chart_version  = try(var.aws_fsx_csi_driver.chart_version, "1.9.0")
  repository     = try(var.aws_fsx_csi_driver.repository, "https://kubernetes-sigs.github.io/aws-fsx-csi-driver/")
  values         = try(var.aws_fsx_csi_driver.values, [])
  set            = try(var.aws_fsx_csi_driver.set, [])
  set_sensitive  = try(var.aws_fsx_csi_driver.set_sensitive, [])
  postrender     = try(var.aws_fsx_csi_driver.postrender, null)
}

variable "enable_velero" { default = false }
variable "velero" { default = {} }

data "aws_region" "current" {}

# The bucket and folder of `s3_backup_location`, an ARN.
locals {
  velero_location = split("/", try(split(":", var.velero.s3_backup_location)[5], ""))
  velero_backups = [
    { name = "configuration.provider", value = "aws" },
    { name = "configuration.backupStorageLocation.bucket", value = local.velero_location[0] },
    { name = "configuration.backupStorageLocation.prefix", value = try(local.velero_location[1], "") },
    { name = "configuration.backupStorageLocation.config.region", value = data.aws_region.current.name },
    { name = "configuration.volumeSnapshotLocation.config.region", value = data.aws_region.current.name },
  ]
}

module "velero" {
  source         = "aws-ia/eks-blueprints-addon/aws"
  create         = var.enable_velero
  create_release = var.create_kubernetes_resources
  name           = try(var.velero.name, "velero")
  namespace      = try(var.velero.namespace, "velero")
  chart          = try(var.velero.chart, "velero")
  chart_version  = try(var.velero.chart_version, "3.2.0")
  repository     = try(var.velero.repository, "https://vmware-tanzu.github.io/helm-charts/")
  values         = try(var.velero.values, [])
  set            = concat(local.velero_backups, try(var.velero.set, []))
  set_sensitive  = try(var.velero.set_sensitive, [])
  postrender     = try(var.velero.postrender, null)
}
