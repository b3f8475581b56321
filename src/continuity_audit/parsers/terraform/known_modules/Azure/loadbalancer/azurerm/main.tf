# A stand-in for Azure/loadbalancer/azurerm: https://github.com/Azure/terraform-azurerm-loadbalancer
# Defaults: variables.tf of v4.4.0.

variable "name" { default = "" }
variable "prefix" { default = "azure_lb" }
variable "location" { default = null }
variable "resource_group_name" {}
variable "type" { default = "public" }
variable "lb_sku" { default = "Basic" }
variable "lb_sku_tier" { default = "Regional" }
variable "pip_sku" { default = "Basic" }
variable "pip_zones" { default = null }
variable "frontend_ip_zones" { default = null }
variable "lb_probe" { default = {} }
variable "tags" { default = null }


resource "azurerm_public_ip" "azlb" {
  count               = var.type == "public" ? 1 : 0
  name                = "${var.prefix}-publicIP"
  location            = var.location
  resource_group_name = var.resource_group_name
  sku                 = var.pip_sku
  zones               = var.pip_zones
}

resource "azurerm_lb" "azlb" {
  name                = var.name != "" ? var.name : "${var.prefix}-lb"
  location            = var.location
  resource_group_name = var.resource_group_name
  sku                 = var.lb_sku
  sku_tier            = var.lb_sku_tier
  tags                = var.tags
  frontend_ip_configuration {
    name                 = "frontend"
    public_ip_address_id = var.type == "public" ? azurerm_public_ip.azlb[0].id : null
    zones                = var.type == "public" ? null : var.frontend_ip_zones
  }
}

resource "azurerm_lb_backend_address_pool" "azlb" {
  name            = "BackEndAddressPool"
  loadbalancer_id = azurerm_lb.azlb.id
}

resource "azurerm_lb_probe" "azlb" {
  for_each        = var.lb_probe
  name            = each.key
  loadbalancer_id = azurerm_lb.azlb.id
}

output "azurerm_lb_id" { value = azurerm_lb.azlb.id }
output "azurerm_lb_backend_address_pool_id" { value = azurerm_lb_backend_address_pool.azlb.id }
