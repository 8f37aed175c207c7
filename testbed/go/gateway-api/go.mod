module shakedown.invalid/testbed/gateway-api

go 1.26.5

require sigs.k8s.io/gateway-api v1.6.2
