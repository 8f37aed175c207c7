import { type Fault } from '../fault.ts';

/** Faults of nodes, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'a cordoned node',
    manifests: () => [],
    inject: async ({ kubectl }) => {
      await kubectl(['cordon', 'node-2']);
    },
    red: {},
    others: { 'workloads/node/node-2': 'passed', 'workloads/dns/node-2': 'passed' },
  },
];
