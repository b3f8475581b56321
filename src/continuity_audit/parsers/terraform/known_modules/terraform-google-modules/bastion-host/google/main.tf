# A stand-in for terraform-google-modules/bastion-host/google: https://github.com/terraform-google-modules/terraform-google-bastion-host
# Defaults: variables.tf of v9.0.0 (v3.0.0 agrees in what stands here).

variable "project" { default = null }
variable "name" { default = "bastion-vm" }
variable "zone" { default = "us-central1-a" }
variable "region" { default = "us-central1" }
variable "create_instance_from_template" { default = true }
variable "preemptible" { default = false }
variable "labels" { default = {} }

module "instance_template" {
  source      = "terraform-google-modules/vm/google//modules/instance_template"
  project_id  = var.project
  region      = var.region
  preemptible = var.preemptible
  labels      = var.labels
}

resource "google_compute_instance_from_template" "bastion_vm" {
  count                    = var.create_instance_from_template ? 1 : 0
  project                  = var.project
  name                     = var.name
  zone                     = var.zone
  labels                   = var.labels
  source_instance_template = module.instance_template.self_link
}

output "hostname" { value = var.name }
output "self_link" { value = try(google_compute_instance_from_template.bastion_vm[0].self_link, null) }
output "instance_template" { value = module.instance_template.self_link }
