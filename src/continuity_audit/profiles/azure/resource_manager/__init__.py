"""Resources that code makes by Azure's own API (the provider azapi), told as those of azurerm.

Sources: https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource,
https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/update_resource
"""
