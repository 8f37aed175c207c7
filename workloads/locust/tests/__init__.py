"""Tests of the guard, with the Locust of the image. test/no-cluster/workloads/locust-guard.test.ts runs them."""

# First of all, as in a container of it: it puts gevent's parts in the place of the standard library's.
import locust as locust
