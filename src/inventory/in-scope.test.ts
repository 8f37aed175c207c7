import { expect } from 'chai';
import { kubernetesNames } from '../../test/kubernetes-names.ts';
import { configSchema } from '../config/schema.ts';
import { inScope, leftOutBy } from './in-scope.ts';
import { parts, type PartName } from './parts.ts';

const scoped = (scope: object, part: PartName, name: string, namespace?: string) =>
  inScope(configSchema.parse({ scope }).scope, parts[part], {
    metadata: namespace === undefined ? { name } : { name, namespace },
  });

describe('The scope', () => {
  it('is everything by default', () => {
    expect(scoped({}, 'deployments', 'web', 'shop')).to.equal(true);
    expect(scoped({}, 'nodes', 'node-a')).to.equal(true);
  });

  it('is the given namespaces, with * for any text', () => {
    expect(scoped({ namespaces: ['sh*'] }, 'deployments', 'web', 'shop')).to.equal(true);
    expect(scoped({ namespaces: ['sh*'] }, 'deployments', 'web', 'fish')).to.equal(false);
    expect(scoped({ namespaces: ['sh*'] }, 'namespaces', 'fish')).to.equal(false);
    expect(scoped({ namespaces: ['sh*'] }, 'nodes', 'node-a')).to.equal(true);
  });

  it('is without the excluded namespaces, even when they are named', () => {
    expect(scoped({ namespaces: ['shop'], excludeNamespaces: ['*op'] }, 'deployments', 'web', 'shop')).to.equal(false);
  });

  it('takes every name as it is, also in patterns', () => {
    const { labels, subdomains } = kubernetesNames;
    for (const namespace of ['svc', '0', '2024-q1'])
      for (const name of [...labels.slice(0, 30), ...subdomains.slice(0, 12)]) {
        const of = (scope: object) => scoped(scope, 'deployments', name, namespace);
        expect(of({ exclude: [`workloads/deployment/${namespace}/${name}`] }), name).to.equal(false);
        expect(of({ exclude: [`workloads/deployment/${namespace}/x${name}`] }), name).to.equal(true);
        expect(of({ exclude: [`workloads/deployment/*/${name}`] }), name).to.equal(false);
        expect([of({ namespaces: [namespace] }), of({ excludeNamespaces: [namespace] })]).to.deep.equal([true, false]);
      }
    // A dot is a dot.
    expect(scoped({ exclude: ['workloads/deployment/shop/1.2.3.4'] }, 'deployments', '1x2x3x4', 'shop')).to.equal(true);
  });

  it('is without the excluded objects', () => {
    const exclude = ['workloads/deployment/shop/*', 'workloads/node/old-*', 'autoscaling/hpa/shop/web'];
    expect(scoped({ exclude }, 'deployments', 'web', 'shop')).to.equal(false);
    expect(scoped({ exclude }, 'statefulSets', 'web', 'shop')).to.equal(true);
    expect(scoped({ exclude }, 'nodes', 'old-1')).to.equal(false);
    expect(scoped({ exclude }, 'horizontalPodAutoscalers', 'web', 'shop')).to.equal(false);
    expect(scoped({ exclude }, 'horizontalPodAutoscalers', 'db', 'shop')).to.equal(true);
  });

  it('is the nodes with the given labels, and leaves other kinds alone', () => {
    const { scope } = configSchema.parse({ scope: { nodeSelector: { pool: 'apps', tier: 'a' } } });
    const labelled = (labels: Record<string, string>) =>
      leftOutBy(scope, parts.nodes, { metadata: { name: 'n', labels } });
    expect(labelled({ pool: 'apps', tier: 'a', more: 'x' })).to.equal(undefined);
    expect(labelled({ pool: 'apps' })).to.equal('nodeSelector');
    expect(leftOutBy(scope, parts.nodes, { metadata: { name: 'n' } })).to.equal('nodeSelector');
    expect(leftOutBy(scope, parts.deployments, { metadata: { name: 'web', namespace: 'shop' } })).to.equal(undefined);
  });

  it('names the setting that leaves an object out', () => {
    const { scope } = configSchema.parse({
      scope: { namespaces: ['shop', 'old'], excludeNamespaces: ['old'], exclude: ['*/shop/web'] },
    });
    const by = (namespace: string, name: string) =>
      leftOutBy(scope, parts.deployments, { metadata: { namespace, name } });
    expect([by('shop', 'db'), by('shop', 'web'), by('old', 'db'), by('blog', 'db')]).to.deep.equal([
      undefined,
      'exclude',
      'excludeNamespaces',
      'namespaces',
    ]);
  });

  it('takes every other character literally', () => {
    const scope = { exclude: ['workloads/deployment/shop/a.c'] };
    expect(scoped(scope, 'deployments', 'abc', 'shop')).to.equal(true);
    expect(scoped(scope, 'deployments', 'a.c', 'shop')).to.equal(false);
  });
});
