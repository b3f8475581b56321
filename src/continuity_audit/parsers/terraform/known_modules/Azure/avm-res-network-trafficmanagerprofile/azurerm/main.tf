# A stand-in for Azure/avm-res-network-trafficmanagerprofile/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-network-trafficmanagerprofile
# Defaults: variables.tf of v0.1.0.

variable "name" {}
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "traffic_routing_method" {}
variable "profile_status" { default = "Enabled" }

variable "azure_endpoints" {
  type = map(object({
    name               = string
    target_resource_id = string
    enabled            = optional(bool, true)
    weight             = optional(number)
    priority           = optional(number)
    always_serve       = optional(string, "Disabled")
  }))
  default  = {}
  nullable = false
}
variable "external_endpoints" {
  type = map(object({
    name         = string
    target       = string
    enabled      = optional(bool, true)
    weight       = optional(number)
    priority     = optional(number)
    always_serve = optional(string, "Disabled")
  }))
  default  = {}
  nullable = false
}
variable "nested_endpoints" {
  type = map(object({
    name               = string
    target_resource_id = string
    enabled            = optional(bool, true)
    weight             = optional(number)
    priority           = optional(number)
    always_serve       = optional(string, "Disabled")
  }))
  default  = {}
  nullable = false
}

resource "azurerm_traffic_manager_profile" "this" {
  name                   = var.name
  resource_group_name    = var.resource_group_name
  tags                   = var.tags
  traffic_routing_method = var.traffic_routing_method
  profile_status         = var.profile_status
}

resource "azurerm_traffic_manager_azure_endpoint" "this" {
  for_each             = var.azure_endpoints
  name                 = each.value.name
  profile_id           = azurerm_traffic_manager_profile.this.id
  target_resource_id   = each.value.target_resource_id
  enabled              = each.value.enabled
  weight               = each.value.weight
  priority             = each.value.priority
  always_serve_enabled = each.value.always_serve == "Enabled"
}

resource "azurerm_traffic_manager_external_endpoint" "this" {
  for_each             = var.external_endpoints
  name                 = each.value.name
  profile_id           = azurerm_traffic_manager_profile.this.id
  target               = each.value.target
  enabled              = each.value.enabled
  weight               = each.value.weight
  priority             = each.value.priority
  always_serve_enabled = each.value.always_serve == "Enabled"
}

resource "azurerm_traffic_manager_nested_endpoint" "this" {
  for_each             = var.nested_endpoints
  name                 = each.value.name
  profile_id           = azurerm_traffic_manager_profile.this.id
  target_resource_id   = each.value.target_resource_id
  enabled              = each.value.enabled
  weight               = each.value.weight
  priority             = each.value.priority
  always_serve_enabled = each.value.always_serve == "Enabled"
}

output "resource_id" { value = azurerm_traffic_manager_profile.this.id }
output "name" { value = azurerm_traffic_manager_profile.this.name }
output "fqdn" { value = azurerm_traffic_manager_profile.this.fqdn }
