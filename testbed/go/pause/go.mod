module shakedown.invalid/testbed/pause

go 1.26.5
