# A stand-in for claranet/regions/azurerm: https://github.com/claranet/terraform-azurerm-regions
# Defaults: none; the names of regions are those of regions.tf of v8.0.2. It makes nothing.

variable "azure_region" {}

locals {
  names = {
    asia-east        = "East Asia"
    asia-south-east  = "Southeast Asia"
    aus-central      = "Australia Central"
    aus-central-2    = "Australia Central 2"
    aus-east         = "Australia East"
    aus-south-east   = "Australia Southeast"
    bra-south        = "Brazil South"
    bra-south-east   = "Brazil Southeast"
    can-central      = "Canada Central"
    can-east         = "Canada East"
    cn-east          = "China East"
    cn-east-2        = "China East 2"
    cn-east-3        = "China East 3"
    cn-north         = "China North"
    cn-north-2       = "China North 2"
    cn-north-3       = "China North 3"
    eu-north         = "North Europe"
    eu-west          = "West Europe"
    fr-central       = "France Central"
    fr-south         = "France South"
    ger-central      = "Germany Central"
    ger-north        = "Germany North"
    ger-north-east   = "Germany Northeast"
    ger-west-central = "Germany West Central"
    ind-central      = "Central India"
    ind-south        = "South India"
    ind-west         = "West India"
    isr-central      = "Israel Central"
    ita-north        = "Italy North"
    jap-east         = "Japan East"
    jap-west         = "Japan West"
    kor-central      = "Korea Central"
    kor-south        = "Korea South"
    norw-east        = "Norway East"
    norw-west        = "Norway West"
    nz-north         = "New Zealand North"
    pol-central      = "Poland Central"
    qat-central      = "Qatar Central"
    saf-north        = "South Africa North"
    saf-west         = "South Africa West"
    swe-central      = "Sweden Central"
    swe-south        = "Sweden South"
    swz-north        = "Switzerland North"
    swz-west         = "Switzerland West"
    uae-central      = "UAE Central"
    uae-north        = "UAE North"
    uk-south         = "UK South"
    uk-west          = "UK West"
    us-central       = "Central US"
    us-east          = "East US"
    us-east-2        = "East US 2"
    us-north-central = "North Central US"
    us-south-central = "South Central US"
    us-west          = "West US"
    us-west-2        = "West US 2"
    us-west-3        = "West US 3"
    us-west-central  = "West Central US"
  }
  slugs = { for slug, name in local.names : lower(replace(name, " ", "")) => slug }
  slug  = lookup(local.slugs, lower(replace(var.azure_region, " ", "")), var.azure_region)
}

output "location" { value = local.names[local.slug] }
output "location_cli" { value = lower(replace(local.names[local.slug], " ", "")) }
output "location_slug" { value = local.slug }
