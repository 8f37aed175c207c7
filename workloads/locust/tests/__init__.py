"""Tests of the guard, with the Locust of the image. test/no-cluster/workloads/locust-guard.test.ts runs them."""

# First of all, as in a container of the image: Locust replaces parts of the standard library by those of gevent.
import locust as locust
