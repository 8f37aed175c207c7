import { expect } from 'chai';
import { hpaRequestOf } from './pod-requests.ts';

const container = (name: string, cpu?: string, more: object = {}) => ({
  ...{ name, resources: cpu === undefined ? {} : { requests: { cpu } } },
  ...more,
});
const sidecar = (name: string, cpu?: string) => container(name, cpu, { restartPolicy: 'Always' });
const app = container('app', '200m');
/** Without what adding fractions leaves. */
const rounded = (cores: number | undefined) => (cores === undefined ? cores : Number(cores.toFixed(6)));

describe('What a pod requests', () => {
  for (const [what, spec, hpa] of [
    ['of containers alone', { containers: [app, container('proxy', '100m')] }, 0.3],
    ['with a native sidecar', { containers: [app], initContainers: [sidecar('proxy', '100m')] }, 0.3],
    ['without init containers', { containers: [app], initContainers: [container('init', '1')] }, 0.2],
    ['with a container that requests nothing', { containers: [app, container('agent')] }, undefined],
    ['with a sidecar that requests nothing', { containers: [app], initContainers: [sidecar('proxy')] }, undefined],
    ['without its runtime class', { containers: [app], overhead: { cpu: '250m' } }, 0.2],
    ['as a whole', { containers: [app, container('agent')], resources: { requests: { cpu: '1' } } }, 1],
    [
      'as a whole, with its runtime class',
      { containers: [app], resources: { requests: { cpu: '1' } }, overhead: { cpu: '250m' } },
      1.25,
    ],
    ['as a whole, of memory only', { containers: [app], resources: { requests: { memory: '1Gi' } } }, 0.2],
    [
      'as a whole, of memory only, with an init container that needs more',
      { containers: [app], initContainers: [container('init', '1')], resources: { requests: { memory: '1Gi' } } },
      1,
    ],
    [
      'as a whole, of memory only, with an init container that runs next to a sidecar',
      {
        containers: [app],
        initContainers: [sidecar('proxy', '100m'), container('init', '1')],
        resources: { requests: { memory: '1Gi' } },
      },
      1.1,
    ],
    [
      'as a whole, of memory only, with an init container that runs before a sidecar',
      {
        containers: [app],
        initContainers: [container('init', '1'), sidecar('proxy', '100m')],
        resources: { requests: { memory: '1Gi' } },
      },
      1,
    ],
    [
      'as a whole, of memory only, and nothing of this',
      { containers: [container('app')], resources: { requests: { memory: '1Gi' } } },
      undefined,
    ],
    [
      'as a whole, of memory only, and of this only by its runtime class',
      { containers: [container('app')], resources: { requests: { memory: '1Gi' } }, overhead: { cpu: '250m' } },
      0.25,
    ],
    [
      'as a whole, of what only containers can',
      { containers: [app], resources: { requests: { 'a.com/b': '1' } } },
      0.2,
    ],
    ['by limits of the whole only', { containers: [app], resources: { limits: { cpu: '1' } } }, 0.2],
    ['without containers', {}, undefined],
  ] as const)
    it(`is counted ${what}`, () => {
      const pod = { spec } as never;
      expect(rounded(hpaRequestOf(pod, 'cpu'))).to.equal(hpa);
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

  it('is what the spec says in the middle of a resize', () => {
    const given = { name: 'app', resources: { requests: { cpu: '1' } }, allocatedResources: { cpu: '1' } };
    const pod = { spec: { containers: [container('app', '2')] }, status: { containerStatuses: [given] } };
    expect(hpaRequestOf(pod, 'cpu')).to.equal(2);
  });
});
