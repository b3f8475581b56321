# A stand-in for terraform-google-modules/network/google//modules/vpc-serverless-connector-beta: https://github.com/terraform-google-modules/terraform-google-network
# Defaults: modules/vpc-serverless-connector-beta/variables.tf of v18.1.0 (v5.2.0 and v9.3.0 agree in what stands here).

variable "project_id" { default = null }
variable "vpc_connectors" {
  default  = []
  nullable = false
}

resource "google_vpc_access_connector" "connector_beta" {
  for_each      = { for connector in var.vpc_connectors : connector.name => connector }
  project       = var.project_id
  name          = each.value.name
  region        = try(each.value.region, null)
  network       = try(each.value.network, null)
  min_instances = try(each.value.min_instances, null)
  max_instances = try(each.value.max_instances, null)
}

output "connector_ids" { value = toset([for connector in google_vpc_access_connector.connector_beta : connector.id]) }
