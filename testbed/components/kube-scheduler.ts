import type { Component } from './component.ts';

/** The scheduler. */
export const kubeScheduler: Component = {
  name: 'kube-scheduler',
  binaries: ['kube-scheduler'],
  after: ['kube-apiserver'],
  files: ({ layout, options }) => ({
    [layout.config('scheduler.json')]: JSON.stringify({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      leaderElection: { leaderElect: false },
      clientConnection: {
        kubeconfig: layout.config('scheduler.kubeconfig'),
        qps: options.clientQps,
        burst: options.clientQps * 2,
      },
    }),
  }),
  daemons: ({ layout, binary }) => [
    {
      name: 'kube-scheduler',
      argv: [binary('kube-scheduler'), `--config=${layout.config('scheduler.json')}`, '--bind-address=127.0.0.1'],
    },
  ],
  missing: ({ control }) => control.probe('https://127.0.0.1:10259/healthz'),
};
