# A stand-in for Azure/avm-res-containerinstance-containergroup/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-containerinstance-containergroup
# Defaults: variables.tf of v0.2.0 (v0.1.0 agrees in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "restart_policy" {}
variable "zones" { default = [] }
variable "containers" { default = {} }

resource "azurerm_container_group" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  restart_policy      = var.restart_policy
  zones               = var.zones
  container           = var.containers
}

output "resource_id" { value = azurerm_container_group.this.id }
output "name" { value = azurerm_container_group.this.name }
output "fqdn" { value = azurerm_container_group.this.fqdn }
output "ip_address" { value = azurerm_container_group.this.ip_address }
