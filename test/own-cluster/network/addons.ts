import type { Addon } from '../../../testbed/components/addons.ts';

/** What the cluster of these tests has besides Kubernetes: all tests of a process share it. */
export const addons: readonly Addon[] = ['ingress', 'policy'];
