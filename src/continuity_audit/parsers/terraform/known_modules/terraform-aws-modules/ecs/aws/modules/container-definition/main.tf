# A stand-in for terraform-aws-modules/ecs/aws//modules/container-definition: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/container-definition/variables.tf of v7.5.0; up to v5 names were written with underscores.

variable "name" { default = null }
variable "image" { default = null }
variable "command" { default = null }
variable "entrypoint" { default = null }
variable "environment" { default = null }
variable "environmentFiles" { default = null }
variable "environment_files" { default = null }
variable "secrets" { default = null }
variable "mountPoints" { default = null }
variable "mount_points" { default = null }
variable "portMappings" { default = null }
variable "port_mappings" { default = null }

locals {
  definition = {
    name             = var.name
    image            = var.image
    command          = var.command
    entrypoint       = var.entrypoint
    environment      = var.environment
    environmentFiles = var.environmentFiles == null ? var.environment_files : var.environmentFiles
    secrets          = var.secrets
    mountPoints      = var.mountPoints == null ? var.mount_points : var.mountPoints
    portMappings     = var.portMappings == null ? var.port_mappings : var.portMappings
  }
}

output "container_definition" { value = local.definition }
output "container_definition_json" { value = jsonencode(local.definition) }
