# A stand-in for Azure/avm-res-cdn-profile/azurerm: https://github.com/Azure/terraform-azurerm-avm-res-cdn-profile
# Defaults: variables.tf of v0.1.9 (v0.1.0 to v0.1.8 agree in what stands here).

variable "name" {}
variable "resource_group_name" { default = null }
variable "tags" { default = null }
variable "front_door_origin_groups" {
  type = map(object({
    name         = string
    health_probe = optional(map(object({ interval_in_seconds = number })), {})
  }))
  default  = {}
  nullable = false
}
variable "front_door_origins" {
  type = map(object({
    name             = string
    origin_group_key = string
    host_name        = string
    enabled          = optional(bool, true)
    priority         = optional(number, 1)
    weight           = optional(number, 500)
  }))
  default  = {}
  nullable = false
}
variable "front_door_endpoints" {
  type     = map(object({ name = string, enabled = optional(bool, true) }))
  default  = {}
  nullable = false
}

resource "azurerm_cdn_frontdoor_profile" "front_door_profile" {
  name                = var.name
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_cdn_frontdoor_origin_group" "origin_groups" {
  for_each                 = var.front_door_origin_groups
  name                     = each.value.name
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.front_door_profile.id
  dynamic "health_probe" {
    for_each = each.value.health_probe
    content {
      interval_in_seconds = health_probe.value.interval_in_seconds
    }
  }
}

resource "azurerm_cdn_frontdoor_origin" "origins" {
  for_each                      = var.front_door_origins
  name                          = each.value.name
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.origin_groups[each.value.origin_group_key].id
  host_name                     = each.value.host_name
  enabled                       = each.value.enabled
  priority                      = each.value.priority
  weight                        = each.value.weight
}

resource "azurerm_cdn_frontdoor_endpoint" "endpoints" {
  for_each                 = var.front_door_endpoints
  name                     = each.value.name
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.front_door_profile.id
  enabled                  = each.value.enabled
}

output "resource_id" { value = azurerm_cdn_frontdoor_profile.front_door_profile.id }
output "resource_name" { value = azurerm_cdn_frontdoor_profile.front_door_profile.name }
output "resource" { value = azurerm_cdn_frontdoor_profile.front_door_profile }
output "frontdoor_endpoints" { value = azurerm_cdn_frontdoor_endpoint.endpoints }
output "frontdoor_origin_groups" { value = azurerm_cdn_frontdoor_origin_group.origin_groups }
output "frontdoor_origins" { value = azurerm_cdn_frontdoor_origin.origins }
