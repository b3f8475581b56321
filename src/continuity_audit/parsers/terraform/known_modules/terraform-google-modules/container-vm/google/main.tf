# A stand-in for terraform-google-modules/container-vm/google: https://github.com/terraform-google-modules/terraform-google-container-vm
# Defaults: variables.tf of v3.2.0 (v0.3.0 agrees in what stands here).

variable "container" {
  default = { image = "gcr.io/google-containers/busybox", command = "ls" }
}
variable "volumes" { default = [] }
variable "restart_policy" { default = "OnFailure" }

output "metadata_key" { value = "gce-container-declaration" }
output "metadata_value" {
  value = yamlencode({
    spec = { containers = [var.container], volumes = var.volumes, restartPolicy = var.restart_policy }
  })
}
output "container" { value = var.container }
output "volumes" { value = var.volumes }
output "restart_policy" { value = var.restart_policy }
