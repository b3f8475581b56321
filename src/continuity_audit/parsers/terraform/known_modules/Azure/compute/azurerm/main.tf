# A stand-in for Azure/compute/azurerm: https://github.com/Azure/terraform-azurerm-compute
# Defaults: variables.tf of v5.3.1.

variable "vm_hostname" { default = "myvm" }
variable "location" { default = null }
variable "resource_group_name" {}
variable "nb_instances" { default = 1 }
variable "zone" { default = null }
variable "tags" { default = null }
variable "nb_data_disk" { default = 0 }
variable "data_sa_type" { default = "Standard_LRS" }

variable "nested_data_disks" {
  default  = true
  nullable = false
}
variable "extra_disks" {
  default  = []
  nullable = false
}

resource "azurerm_virtual_machine" "vm" {
  count               = var.nb_instances
  name                = "${var.vm_hostname}-${count.index}"
  location            = var.location
  resource_group_name = var.resource_group_name
  zones               = var.zone == null ? null : [var.zone]
  tags                = var.tags
}

resource "azurerm_managed_disk" "vm_data_disk" {
  count                = var.nested_data_disks ? 0 : var.nb_data_disk * var.nb_instances
  name                 = "${var.vm_hostname}-datadisk-${count.index}"
  location             = var.location
  resource_group_name  = var.resource_group_name
  storage_account_type = var.data_sa_type
  zone                 = var.zone
}

resource "azurerm_managed_disk" "vm_extra_disk" {
  count                = var.nested_data_disks ? 0 : length(var.extra_disks) * var.nb_instances
  name                 = "${var.vm_hostname}-extradisk-${count.index}"
  location             = var.location
  resource_group_name  = var.resource_group_name
  storage_account_type = var.data_sa_type
  zone                 = var.zone
}

output "vm_ids" { value = azurerm_virtual_machine.vm[*].id }
output "vm_names" { value = azurerm_virtual_machine.vm[*].name }
