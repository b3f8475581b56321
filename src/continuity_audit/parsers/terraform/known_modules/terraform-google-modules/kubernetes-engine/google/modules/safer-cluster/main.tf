# A stand-in for terraform-google-modules/kubernetes-engine/google//modules/safer-cluster: https://github.com/terraform-google-modules/terraform-google-kubernetes-engine
# Defaults: variables.tf of v44.2.0.

variable "project_id" { default = null }
variable "name" {}
variable "regional" { default = true }
variable "region" { default = null }
variable "zones" { default = [] }
variable "node_pools" {
  default = [{
    name = "default-node-pool"
  }]
}
variable "sandbox_enabled" { default = false }
variable "node_pools_taints" { default = {} }
variable "initial_node_count" { default = 0 }
variable "deletion_protection" { default = true }
variable "cluster_resource_labels" { default = {} }

module "gke" {
  source                   = "terraform-google-modules/kubernetes-engine/google//modules/beta-private-cluster"
  project_id               = var.project_id
  name                     = var.name
  regional                 = var.regional
  region                   = var.region
  zones                    = var.zones
  node_pools               = var.node_pools
  node_pools_taints        = var.node_pools_taints
  sandbox_enabled          = var.sandbox_enabled
  initial_node_count       = var.initial_node_count == 0 ? 1 : var.initial_node_count
  remove_default_node_pool = true
  deletion_protection      = var.deletion_protection
  cluster_resource_labels  = var.cluster_resource_labels
}

output "name" { value = module.gke.name }
output "location" { value = module.gke.location }
output "endpoint" { value = module.gke.endpoint }
output "ca_certificate" { value = module.gke.ca_certificate }
