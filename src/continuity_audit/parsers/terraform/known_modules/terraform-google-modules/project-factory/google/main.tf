# A stand-in for terraform-google-modules/project-factory/google: https://github.com/terraform-google-modules/terraform-google-project-factory
# Defaults: variables.tf of v18.2.0 (v10.0.0 and v14.5.0 agree in what stands here).

variable "name" {}
variable "project_id" { default = "" }
variable "random_project_id" { default = false }
variable "labels" { default = {} }
variable "bucket_project" { default = "" }
variable "bucket_name" { default = "" }
variable "bucket_location" { default = "US" }
variable "bucket_versioning" { default = false }
variable "bucket_labels" { default = {} }
variable "bucket_force_destroy" { default = false }

resource "google_project" "main" {
  name       = var.name
  project_id = var.random_project_id ? null : try(coalesce(var.project_id), var.name)
  labels     = var.labels
}

resource "google_storage_bucket" "project_bucket" {
  count         = var.bucket_project != "" ? 1 : 0
  project       = var.bucket_project
  name          = var.bucket_name != "" ? var.bucket_name : "${google_project.main.project_id}-state"
  location      = var.bucket_location
  labels        = var.bucket_labels
  force_destroy = var.bucket_force_destroy
  versioning {
    enabled = var.bucket_versioning
  }
}

output "project_name" { value = google_project.main.name }
output "project_id" { value = google_project.main.project_id }
output "project_number" { value = google_project.main.number }
output "project_bucket_self_link" { value = google_storage_bucket.project_bucket[*].self_link }
output "project_bucket_url" { value = google_storage_bucket.project_bucket[*].url }
