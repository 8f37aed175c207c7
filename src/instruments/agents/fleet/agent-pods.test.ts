import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { agentPodsByNode } from './agent-pods.ts';

const labels = { 'app.kubernetes.io/name': 'shakedown-probe-agent' };
const pod = (name: string, spec: object, of: object = labels) =>
  ({ metadata: { name, labels: of }, spec: { containers: [], ...spec } }) as Pod;
const names = (pods: readonly Pod[]) =>
  [...agentPodsByNode(pods)].map(([node, own]) => [node, own.map(({ metadata }) => metadata?.name)]);

describe('the pods of probe agents', () => {
  it('are on the node that they run on, or were created for', () => {
    const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n2'] }] }];
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
    expect(
      names([
        pod('a', { nodeName: 'n1' }),
        pod('b', { affinity }),
        pod('c', { nodeName: 'n1', affinity }),
        pod('d', {}),
        pod('other', { nodeName: 'n1' }, { app: 'web' }),
      ]),
    ).to.deep.equal([
      ['n1', ['a', 'c']],
      ['n2', ['b']],
    ]);
  });

  it('are indexed once for each list, which thousands of nodes look up', () => {
    const pods = [pod('a', { nodeName: 'n1' })];
    expect(agentPodsByNode(pods)).to.equal(agentPodsByNode(pods));
  });
});
