# A stand-in for cloudposse/ecs-container-definition/aws: https://github.com/cloudposse/terraform-aws-ecs-container-definition
# Defaults: variables.tf of v0.61.2.

variable "container_name" { default = null }
variable "container_image" { default = null }
variable "command" { default = null }
variable "entrypoint" { default = null }
variable "environment" { default = null }
variable "map_environment" { default = null }
variable "environment_files" { default = null }
variable "secrets" { default = null }
variable "map_secrets" { default = null }
variable "mount_points" { default = [] }
variable "port_mappings" { default = [] }
variable "container_definition" { default = {} }

locals {
  definition = merge({
    name             = var.container_name
    image            = var.container_image
    command          = var.command
    entryPoint       = var.entrypoint
    environment      = var.map_environment == null ? var.environment : [for name, value in var.map_environment : { name = name, value = value }]
    environmentFiles = var.environment_files
    secrets          = var.map_secrets == null ? var.secrets : [for name, from in var.map_secrets : { name = name, valueFrom = from }]
    mountPoints      = var.mount_points
    portMappings     = var.port_mappings
  }, var.container_definition)
}

output "json_map_object" { value = local.definition }
output "json_map_encoded" { value = jsonencode(local.definition) }
output "json_map_encoded_list" { value = jsonencode([local.definition]) }
output "sensitive_json_map_object" {
  value     = local.definition
  sensitive = true
}
output "sensitive_json_map_encoded" {
  value     = jsonencode(local.definition)
  sensitive = true
}
output "sensitive_json_map_encoded_list" {
  value     = jsonencode([local.definition])
  sensitive = true
}
