# A stand-in for Azure/avm-res-network-loadbalancer/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-loadbalancer
# Defaults: variables.tf of v0.5.0 (v0.2.0 to v0.4.2 agree in what stands here).

variable "name" {}
variable "location" { default = null }
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "sku" { default = "Standard" }
variable "sku_tier" { default = "Regional" }

variable "frontend_ip_configurations" {
  type = map(object({
    name                          = optional(string)
    create_public_ip_address      = optional(bool, false)
    public_ip_address_resource_id = optional(string)
    zones                         = optional(list(string), ["1", "2", "3"])
  }))
}
variable "public_ip_address_configuration" {
  type = object({
    sku = optional(string, "Standard")
  })
  default = {}
}
variable "backend_address_pools" {
  type    = map(object({ name = optional(string, "bepool-1") }))
  default = {}
}
variable "backend_address_pool_network_interfaces" {
  type = map(object({
    backend_address_pool_object_name = optional(string)
    network_interface_resource_id    = optional(string)
  }))
  default = {}
}
variable "lb_probes" {
  type    = map(object({ name = optional(string) }))
  default = {}
}

resource "azurerm_public_ip" "this" {
  for_each            = { for name, given in var.frontend_ip_configurations : name => given if given.create_public_ip_address }
  name                = each.key
  location            = var.location
  resource_group_name = var.resource_group_name
  sku                 = var.public_ip_address_configuration.sku
  zones               = contains(each.value.zones, "None") ? null : each.value.zones
}

resource "azurerm_lb" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = var.tags
  sku                 = var.sku
  sku_tier            = var.sku_tier
  dynamic "frontend_ip_configuration" {
    for_each = var.frontend_ip_configurations
    content {
      name                 = frontend_ip_configuration.value.name
      public_ip_address_id = frontend_ip_configuration.value.create_public_ip_address ? azurerm_public_ip.this[frontend_ip_configuration.key].id : frontend_ip_configuration.value.public_ip_address_resource_id
      zones                = frontend_ip_configuration.value.create_public_ip_address || contains(frontend_ip_configuration.value.zones, "None") ? null : frontend_ip_configuration.value.zones
    }
  }
}

resource "azurerm_lb_backend_address_pool" "this" {
  for_each        = var.backend_address_pools
  name            = each.value.name
  loadbalancer_id = azurerm_lb.this.id
}

resource "azurerm_network_interface_backend_address_pool_association" "this" {
  for_each                = var.backend_address_pool_network_interfaces
  network_interface_id    = each.value.network_interface_resource_id
  backend_address_pool_id = azurerm_lb_backend_address_pool.this[each.value.backend_address_pool_object_name].id
}

resource "azurerm_lb_probe" "this" {
  for_each        = var.lb_probes
  name            = each.value.name
  loadbalancer_id = azurerm_lb.this.id
}

output "resource_id" { value = azurerm_lb.this.id }
output "name" { value = azurerm_lb.this.name }
output "resource" { value = azurerm_lb.this }
output "azurerm_lb" { value = azurerm_lb.this }
output "azurerm_lb_backend_address_pool" { value = azurerm_lb_backend_address_pool.this }
output "azurerm_public_ip" { value = azurerm_public_ip.this }
