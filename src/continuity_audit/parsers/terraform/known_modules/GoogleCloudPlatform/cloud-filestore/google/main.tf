# A stand-in for GoogleCloudPlatform/cloud-filestore/google: https://github.com/GoogleCloudPlatform/terraform-google-cloud-filestore
# Defaults: variables.tf of v0.2.0 (v0.1.0 agrees in what stands here).

variable "project_id" { default = null }
variable "instance_name" {}
variable "location" {}
variable "tier" { default = "REGIONAL" }
variable "share_name" { default = "vol1" }

resource "google_filestore_instance" "default" {
  project  = var.project_id
  name     = var.instance_name
  location = var.location
  tier     = var.tier
}

output "instance_id" { value = google_filestore_instance.default.id }
output "instance_name" { value = google_filestore_instance.default.name }
output "location" { value = var.location }
output "share_name" { value = var.share_name }
