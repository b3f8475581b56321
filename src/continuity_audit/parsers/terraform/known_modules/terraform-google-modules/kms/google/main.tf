# A stand-in for terraform-google-modules/kms/google: https://github.com/terraform-google-modules/terraform-google-kms
# Defaults: variables.tf of v4.1.0 (v1.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "location" {}
variable "keyring" {}
variable "keys" {
  default  = []
  nullable = false
}
variable "prevent_destroy" { default = true }
variable "key_destroy_scheduled_duration" { default = null }
variable "labels" { default = {} }

resource "google_kms_key_ring" "key_ring" {
  project  = var.project_id
  name     = var.keyring
  location = var.location
}

resource "google_kms_crypto_key" "key" {
  count                      = var.prevent_destroy ? length(var.keys) : 0
  name                       = var.keys[count.index]
  key_ring                   = google_kms_key_ring.key_ring.id
  destroy_scheduled_duration = var.key_destroy_scheduled_duration
  labels                     = var.labels
}

resource "google_kms_crypto_key" "key_ephemeral" {
  count                      = var.prevent_destroy ? 0 : length(var.keys)
  name                       = var.keys[count.index]
  key_ring                   = google_kms_key_ring.key_ring.id
  destroy_scheduled_duration = var.key_destroy_scheduled_duration
  labels                     = var.labels
}

output "keyring" { value = google_kms_key_ring.key_ring.id }
output "keyring_resource" { value = google_kms_key_ring.key_ring }
output "keys" {
  value = { for i, name in var.keys : name => var.prevent_destroy ? google_kms_crypto_key.key[i].id : google_kms_crypto_key.key_ephemeral[i].id }
}
