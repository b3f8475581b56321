# A stand-in for Azure/avm-res-app-managedenvironment/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-app-managedenvironment
# Defaults: variables.tf of v0.4.0 (0.1.0 to v0.3.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zone_redundancy_enabled" { default = true }
variable "workload_profile" { default = null }

resource "azurerm_container_app_environment" "this" {
  name                    = var.name
  location                = var.location
  resource_group_name     = var.resource_group_name
  tags                    = var.tags
  zone_redundancy_enabled = var.zone_redundancy_enabled
  dynamic "workload_profile" {
    for_each = var.workload_profile == null ? [] : var.workload_profile
    content {
      name                  = workload_profile.value.name
      workload_profile_type = try(workload_profile.value.workload_profile_type, null)
      maximum_count         = try(workload_profile.value.maximum_count, null)
    }
  }
}

output "resource_id" { value = azurerm_container_app_environment.this.id }
output "name" { value = azurerm_container_app_environment.this.name }
output "resource" { value = azurerm_container_app_environment.this }
output "id" { value = azurerm_container_app_environment.this.id }
