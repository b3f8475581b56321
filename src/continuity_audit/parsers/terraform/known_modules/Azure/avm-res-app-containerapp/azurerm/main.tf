# A stand-in for Azure/avm-res-app-containerapp/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-app-containerapp
# Defaults: variables.tf of v0.9.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "container_app_environment_resource_id" {}
variable "template" {}
variable "workload_profile_name" { default = null }

resource "azurerm_container_app" "this" {
  name                         = var.name
  resource_group_name          = var.resource_group_name
  location                     = var.location
  container_app_environment_id = var.container_app_environment_resource_id
  tags                         = var.tags
  workload_profile_name        = var.workload_profile_name
  template {
    min_replicas = try(var.template.min_replicas, null)
    max_replicas = try(var.template.max_replicas, 10)
  }
}

output "resource_id" { value = azurerm_container_app.this.id }
output "name" { value = azurerm_container_app.this.name }
output "resource" { value = azurerm_container_app.this }
