# A stand-in for Azure/avm-res-compute-disk/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-compute-disk
# Defaults: variables.tf of v0.3.2 (v0.1.0 to v0.2.0 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "zone" { default = null }
variable "storage_account_type" {}

resource "azurerm_managed_disk" "this" {
  name                 = var.name
  location             = var.location
  resource_group_name  = var.resource_group_name
  tags                 = var.tags
  storage_account_type = var.storage_account_type
  zone                 = var.zone
}

output "resource_id" { value = azurerm_managed_disk.this.id }
output "resource" { value = azurerm_managed_disk.this }
