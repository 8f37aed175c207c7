import { expect } from 'chai';
import { hpaRequestOf, schedulerRequestOf } from './pod-requests.ts';

const container = (name: string, cpu?: string, more: object = {}) => ({
  ...{ name, resources: cpu === undefined ? {} : { requests: { cpu } } },
  ...more,
});
const sidecar = (name: string, cpu?: string) => container(name, cpu, { restartPolicy: 'Always' });
const app = container('app', '200m');
/** Without what adding fractions leaves. */
const rounded = (cores: number | undefined) => (cores === undefined ? cores : Number(cores.toFixed(6)));

describe('What a pod requests', () => {
  for (const [what, spec, hpa, scheduler] of [
    ['of containers alone', { containers: [app, container('proxy', '100m')] }, 0.3, 0.3],
    ['with a native sidecar', { containers: [app], initContainers: [sidecar('proxy', '100m')] }, 0.3, 0.3],
    [
      'with an init container that needs less',
      { containers: [app], initContainers: [container('init', '50m')] },
      0.2,
      0.2,
    ],
    ['with an init container that needs more', { containers: [app], initContainers: [container('init', '1')] }, 0.2, 1],
    [
      'with an init container that runs next to a sidecar',
      { containers: [app], initContainers: [sidecar('proxy', '100m'), container('init', '1')] },
      ...[0.3, 1.1],
    ],
    [
      'with an init container that runs before a sidecar',
      { containers: [app], initContainers: [container('init', '1'), sidecar('proxy', '100m')] },
      ...[0.3, 1],
    ],
    ['with a container that requests nothing', { containers: [app, container('agent')] }, undefined, 0.2],
    ['with a sidecar that requests nothing', { containers: [app], initContainers: [sidecar('proxy')] }, undefined, 0.2],
    ['with its runtime class', { containers: [app], overhead: { cpu: '250m' } }, 0.2, 0.45],
    ['as a whole', { containers: [app, container('agent')], resources: { requests: { cpu: '1' } } }, 1, 1],
    [
      'as a whole, with its runtime class',
      { containers: [app], resources: { requests: { cpu: '1' } }, overhead: { cpu: '250m' } },
      ...[1.25, 1.25],
    ],
    ['as a whole, of memory only', { containers: [app], resources: { requests: { memory: '1Gi' } } }, 0.2, 0.2],
    [
      'as a whole, of memory only, and nothing of this',
      { containers: [container('app')], resources: { requests: { memory: '1Gi' } } },
      ...[undefined, 0],
    ],
    [
      'as a whole, of what only containers can',
      { containers: [app], resources: { requests: { 'a.com/b': '1' } } },
      0.2,
      0.2,
    ],
    ['without containers', {}, undefined, 0],
  ] as const)
    it(`is counted ${what}`, () => {
      const pod = { spec } as never;
      expect([hpaRequestOf(pod, 'cpu'), schedulerRequestOf(pod, 'cpu')].map(rounded)).to.deep.equal([hpa, scheduler]);
    });

  it('is that of one container, whatever the others and the pod request', () => {
    const spec = {
      containers: [app, container('agent')],
      initContainers: [sidecar('proxy', '100m'), container('init', '1')],
      resources: { requests: { cpu: '2' } },
    };
    const of = (name: string) => hpaRequestOf({ spec }, 'cpu', name);
    expect([of('app'), of('proxy'), of('agent'), of('init'), of('none')]).to.deep.equal([
      0.2,
      0.1,
      undefined,
      undefined,
      undefined,
    ]);
  });

  describe('in the middle of a resize', () => {
    const resized = (wanted: string, actual: string, allocated: string, conditions: object[] = []) => ({
      spec: { containers: [container('app', wanted)] },
      status: {
        conditions,
        containerStatuses: [
          { name: 'app', resources: { requests: { cpu: actual } }, allocatedResources: { cpu: allocated } },
        ],
      },
    });
    const deferred = [{ type: 'PodResizePending', status: 'True', reason: 'Deferred' }];
    const infeasible = [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible' }];

    for (const [what, pod, hpa, scheduler] of [
      ['to more, which waits', resized('2', '1', '1', deferred), 2, 2],
      ['to less, which the node has not done yet', resized('1', '2', '1'), 1, 2],
      ['to more than the node has', resized('9', '1', '1', infeasible), 9, 1],
    ] as const)
      it(`is counted ${what}`, () => {
        expect([hpaRequestOf(pod as never, 'cpu'), schedulerRequestOf(pod as never, 'cpu')]).to.deep.equal([
          hpa,
          scheduler,
        ]);
      });
  });
});
