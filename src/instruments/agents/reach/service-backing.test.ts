import { expect } from 'chai';
import type { Pod, Service } from '../../../cluster/kinds.ts';
import { whyAtZero, whyNoEndpoints, type Backing } from './service-backing.ts';

const service: Service = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const meta = { namespace: 'shop', name: 'web', generation: 1 };
const template = { metadata: { labels: { app: 'web' } } };
function backing(parts: { [part in keyof Backing]?: unknown }): Backing {
  return { service, deployments: [], statefulSets: [], daemonSets: [], jobs: [], ...parts } as Backing;
}
const deployment = (replicas: number, conditions: object[] = []) => ({
  metadata: meta,
  spec: { replicas, template },
  status: { observedGeneration: 1, conditions },
});
const daemonSet = (desiredNumberScheduled: number) => ({
  metadata: meta,
  spec: { template },
  status: { observedGeneration: 1, desiredNumberScheduled },
});
const job = (status: object, suspend = false) => ({ metadata: meta, spec: { suspend, template }, status });
const complete = job({ succeeded: 4, conditions: [{ type: 'Complete', status: 'True' }] });
const crashing: Pod = {
  metadata: { namespace: 'shop', name: 'web-1' },
  spec: { nodeName: 'n1', containers: [{ name: 'web' }] },
  status: {
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'web',
        image: 'shop/web:1',
        imageID: 'sha256:1',
        ready: false,
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      },
    ],
  },
};

describe('a Service without ready endpoints', () => {
  for (const [what, parts, reason] of [
    ['with a Deployment scaled to zero', { deployments: [deployment(0)] }, 'deployment shop/web is scaled to zero'],
    [
      'with a StatefulSet scaled to zero',
      { statefulSets: [{ metadata: meta, spec: { replicas: 0, template } }] },
      'statefulset shop/web is scaled to zero',
    ],
    ['with a DaemonSet without nodes', { daemonSets: [daemonSet(0)] }, 'no node matches daemonset shop/web'],
    [
      'with all workloads scaled to zero',
      { deployments: [deployment(0)], daemonSets: [daemonSet(0)] },
      'deployment shop/web is scaled to zero, no node matches daemonset shop/web',
    ],
    ['with a completed Job', { jobs: [complete] }, 'job shop/web has completed'],
    ['with a suspended Job', { jobs: [job({}, true)] }, 'job shop/web is suspended'],
    ['with a running Job', { jobs: [job({ active: 1 })] }, undefined],
    ['with a failed Job', { jobs: [job({ conditions: [{ type: 'Failed', status: 'True' }] })] }, undefined],
    [
      'with a Deployment that wants pods and a completed Job',
      { deployments: [deployment(2)], jobs: [complete] },
      undefined,
    ],
    ['with a Deployment that wants pods', { deployments: [deployment(2)] }, undefined],
    ['with one workload that wants pods', { deployments: [deployment(0)], daemonSets: [daemonSet(1)] }, undefined],
    ['that no workload is behind', {}, undefined],
  ] as [string, { [part in keyof Backing]?: unknown }, string | undefined][])
    it(`${what} is ${reason === undefined ? 'at fault' : 'as it should be'}`, () => {
      expect(whyAtZero(backing(parts))).to.equal(reason);
    });

  it('with a selector that matches nothing says so', () => {
    expect(whyNoEndpoints(backing({ evidence: { pods: [], events: [] } }))).to.equal(
      'it has no ready endpoint: selector app=web matches no pod, and no workload in namespace shop creates such pods',
    );
  });

  it('with a Job that has created no pod yet names it', () => {
    expect(whyNoEndpoints(backing({ jobs: [job({})], evidence: { pods: [], events: [] } }))).to.equal(
      'it has no ready endpoint: selector app=web matches no pod; such pods are created by job shop/web',
    );
  });

  it('with a Deployment that cannot create pods says why', () => {
    const conditions = [
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message: 'pods "web-1" is forbidden: exceeded quota: small',
      },
    ];
    const parts = { deployments: [deployment(2, conditions)], evidence: { pods: [], events: [] } };
    expect(whyNoEndpoints(backing(parts))).to.equal(
      'it has no ready endpoint: selector app=web matches no pod; such pods are created by deployment shop/web, ' +
        'which cannot create them: pods "web-1" is forbidden: exceeded quota: small',
    );
  });

  it('with pods that are not ready says what is wrong with them', () => {
    expect(whyNoEndpoints(backing({ evidence: { pods: [crashing], events: [] } }))).to.equal(
      'it has no ready endpoint: its pod is not ready: container web crashes (exit code 1, restarted 4 times) (pod web-1)',
    );
  });

  it('with pods that have all completed says so', () => {
    const completed = {
      ...crashing,
      status: { phase: 'Succeeded', conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [] },
    };
    expect(whyNoEndpoints(backing({ evidence: { pods: [completed], events: [] } }))).to.equal(
      'it has no ready endpoint: selector app=web matches only pods that have completed',
    );
  });

  it('with ready pods says that its EndpointSlices are not up to date', () => {
    const fine = { ...crashing, status: { conditions: [{ type: 'Ready', status: 'True' }] } };
    expect(whyNoEndpoints(backing({ evidence: { pods: [fine], events: [] } }))).to.equal(
      'it has no ready endpoint, though its pods are ready: its EndpointSlices are not up to date',
    );
  });

  it('with pods that may not be read says so, and claims nothing about them', () => {
    const unread = { pods: 'its pods could not be read: 403 Forbidden: pods is forbidden' };
    expect(whyNoEndpoints(backing({ evidence: { pods: [], events: [], unread } }))).to.equal(
      'it has no ready endpoint; its pods could not be read: 403 Forbidden: pods is forbidden',
    );
  });

  it('has no further explanation before the last look', () => {
    expect(whyNoEndpoints(backing({}))).to.equal('it has no ready endpoint');
  });
});
