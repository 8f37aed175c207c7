import type { Component } from './component.ts';

const CLIENT = 'http://127.0.0.1:2379';

/** The store. Only the API server reaches it, over the cluster's own loopback; without the machine there is no cluster, so nothing is synced to disk. */
export const etcd: Component = {
  name: 'etcd',
  binaries: ['etcd'],
  after: [],
  daemons: ({ layout, binary }) => [
    {
      name: 'etcd',
      argv: [
        binary('etcd'),
        '--data-dir',
        `${layout.directory}/etcd`,
        '--listen-client-urls',
        CLIENT,
        '--advertise-client-urls',
        CLIENT,
        '--listen-peer-urls',
        'http://127.0.0.1:0',
        '--unsafe-no-fsync',
        '--log-level',
        'warn',
      ],
    },
  ],
  missing: ({ control }) => control.probe(`${CLIENT}/health`),
};
