import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds.ts';
import { mayConcern, maySelect } from './may-select.ts';

const pod = (labels: Record<string, string>, annotations: Record<string, string> = {}): Pod => ({
  metadata: { namespace: 'shop', name: 'web-1', labels, annotations },
});
const web = [pod({ app: 'web' })];

describe('a policy of a kind that is not evaluated', () => {
  for (const [what, spec, may] of [
    ['with the labels of a pod', { endpointSelector: { matchLabels: { app: 'web' } } }, true],
    ['with labels and their source', { endpointSelector: { matchLabels: { 'k8s:app': 'web' } } }, true],
    ['with other labels', { endpointSelector: { matchLabels: { 'any:app': 'db' } } }, false],
    [
      'with an expression',
      { endpointSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } },
      false,
    ],
    [
      'with the namespace of the pod',
      { endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'shop' } } },
      true,
    ],
    [
      'with another namespace',
      { endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'db' } } },
      false,
    ],
    [
      'with labels of the namespace',
      { endpointSelector: { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'a' } } },
      true,
    ],
    ['with a selector that selects all', { endpointSelector: {} }, true],
    ['with the labels of another workload', { selector: { matchLabels: { app: 'db' } } }, false],
    ['with a selector in a language of its own', { selector: "app == 'db'" }, true],
    ['that names whom it is about', { targetRefs: [{ kind: 'Service', name: 'db' }] }, true],
    ['without a specification', undefined, true],
  ] as [string, Record<string, unknown> | undefined, boolean][])
    it(`${what} ${may ? 'may be' : 'is not'} about it`, () => {
      expect(maySelect(spec ? { spec } : {}, web)).to.equal(may);
    });

  it('may be about pods that are not known', () => {
    expect(maySelect({ spec: { endpointSelector: { matchLabels: { app: 'db' } } } }, [])).to.equal(true);
  });

  it('of a mesh is about pods in the mesh', () => {
    const istio = { group: 'security.istio.io' };
    expect(mayConcern(istio, web)).to.equal(false);
    expect(mayConcern(istio, [pod({}, { 'ambient.istio.io/redirection': 'enabled' })])).to.equal(true);
    expect(mayConcern(istio, [])).to.equal(true);
    expect(mayConcern({ group: 'cilium.io' }, web)).to.equal(true);
  });
});
