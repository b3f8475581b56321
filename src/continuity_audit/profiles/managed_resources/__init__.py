"""Resources of clouds that controllers in a cluster make of Kubernetes objects, told as those of Terraform's providers.

Crossplane's providers are generated from the Terraform providers of AWS, Google Cloud and Azure, and Google's Config
Connector is built on Terraform's provider for Google Cloud: their objects have its arguments under other names. AWS'
controllers (ACK) have the words of AWS' API, of which Terraform's are mostly the same, and Azure Service Operator has
the properties of Azure's API, as the provider azapi has.

Sources: https://docs.crossplane.io/latest/managed-resources/managed-resources/,
https://cloud.google.com/config-connector/docs/reference/overview,
https://aws-controllers-k8s.github.io/community/reference/,
https://azure.github.io/azure-service-operator/reference/
"""
