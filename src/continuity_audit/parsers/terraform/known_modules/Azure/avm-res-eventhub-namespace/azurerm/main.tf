# A stand-in for Azure/avm-res-eventhub-namespace/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-eventhub-namespace
# Defaults: variables.tf of v0.1.0.

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku" { default = "Standard" }
variable "dedicated_cluster_id" { default = null }

resource "azurerm_eventhub_namespace" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku                 = var.sku

  dedicated_cluster_id = var.dedicated_cluster_id
}

output "resource_id" { value = azurerm_eventhub_namespace.this.id }
output "name" { value = azurerm_eventhub_namespace.this.name }
output "resource" { value = azurerm_eventhub_namespace.this }
