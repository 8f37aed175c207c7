module shakedown.invalid/testbed/alert-receiver

go 1.26.5
