# A stand-in for GoogleCloudPlatform/lb-http/google//modules/backend: https://github.com/GoogleCloudPlatform/terraform-google-lb-http
# Defaults: variables.tf of v14.2.0 (v12.1.0 to v14.1.0 agree in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "load_balancing_scheme" { default = "EXTERNAL_MANAGED" }
variable "backend_bucket_name" { default = "" }
variable "health_check" { default = null }
variable "outlier_detection" { default = null }

variable "groups" {
  type    = list(object({ group = string }))
  default = []
}
variable "serverless_neg_backends" {
  type = list(object({
    region       = string
    type         = string
    service_name = string
  }))
  default = []
}
variable "host_path_mappings" {
  type    = list(object({ host = string, path = string }))
  default = [{ host = "*", path = "/*" }]
}

locals {
  bucket = var.backend_bucket_name != ""
  served = local.bucket ? google_compute_backend_bucket.default[0].self_link : google_compute_backend_service.default[0].self_link
}

resource "google_compute_backend_service" "default" {
  count                 = local.bucket ? 0 : 1
  project               = var.project_id
  name                  = var.name
  load_balancing_scheme = var.load_balancing_scheme
  health_checks         = var.health_check == null ? null : google_compute_health_check.default[*].self_link
  outlier_detection     = var.outlier_detection
  dynamic "backend" {
    for_each = var.groups
    content {
      group = backend.value.group
    }
  }
  dynamic "backend" {
    for_each = var.serverless_neg_backends
    content {
      group = google_compute_region_network_endpoint_group.serverless_negs["${backend.value.region}-${backend.value.service_name}"].id
    }
  }
}

resource "google_compute_backend_bucket" "default" {
  count       = local.bucket ? 1 : 0
  project     = var.project_id
  name        = var.name
  bucket_name = var.backend_bucket_name
}

resource "google_compute_health_check" "default" {
  count   = var.health_check == null || local.bucket ? 0 : 1
  project = var.project_id
  name    = "${var.name}-hc"
}

resource "google_compute_region_network_endpoint_group" "serverless_negs" {
  for_each              = { for neg in var.serverless_neg_backends : "${neg.region}-${neg.service_name}" => neg }
  project               = var.project_id
  name                  = each.key
  network_endpoint_type = "SERVERLESS"
  region                = each.value.region
  dynamic "cloud_run" {
    for_each = each.value.type == "cloud-run" ? [each.value] : []
    content {
      service = cloud_run.value.service_name
    }
  }
  dynamic "cloud_function" {
    for_each = each.value.type == "cloud-function" ? [each.value] : []
    content {
      function = cloud_function.value.service_name
    }
  }
  dynamic "app_engine" {
    for_each = each.value.type == "app-engine" ? [each.value] : []
    content {
      service = app_engine.value.service_name
    }
  }
}

output "backend_service_info" {
  value = [for mapping in var.host_path_mappings : { host = mapping.host, path = mapping.path, backend_service = local.served }]
}
