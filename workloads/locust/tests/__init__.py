"""Tests of the guard, with the Locust of the image. test/no-cluster/workloads/locust-guard.test.ts runs them."""

# First of all, as in a container of it: it replaces parts of the standard library by gevent's.
import locust as locust
