import { expect } from 'chai';
import type { Manifest } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds.ts';
import { configSchema } from '../../config/schema.ts';
import type { Objects } from '../../objects/objects.ts';
import { outsideOfChecks } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { creates, ownObjects } from './instrument.ts';

const { signal } = new AbortController();

describe('The objects of a check’s own', () => {
  const done: unknown[] = [];
  const objects = {
    create: (_kind: unknown, manifest: Manifest) => {
      done.push(['created', manifest.metadata]);
      return Promise.resolve(manifest);
    },
    remove: (entries: readonly { ref: object }[]) => {
      done.push(['removed', ...entries.map(({ ref }) => ref)]);
      return Promise.resolve();
    },
  } as unknown as Objects;
  const config = configSchema.parse({ namespaces: { workloads: 'lab' } });
  const tool = ownObjects.make({ config, objects } as RunContext).forCheck(outsideOfChecks(signal));
  beforeEach(() => void (done.length = 0));

  it('are created where workloads are, and removed when they are disposed of', async () => {
    const ref = { namespace: 'lab', name: 'note' };
    {
      const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note' } };
      await using note = await tool.create(kinds.configMaps, manifest);
      expect(note.ref).to.deep.equal(ref);
    }
    expect(done).to.deep.equal([
      ['created', ref],
      ['removed', ref],
    ]);
  });

  it('have no namespace when their kind has none, and keep the one that their manifest names', async () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader' } };
    expect((await tool.create(kinds.clusterRoles, role)).ref).to.deep.equal({ name: 'reader' });
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note', namespace: 'shop' } };
    expect((await tool.create(kinds.configMaps, map)).ref).to.deep.equal({ namespace: 'shop', name: 'note' });
  });

  it('are declared with their permissions, and those for the pods of workloads', () => {
    expect(creates(kinds.configMaps).rights.map(({ resource, scope }) => `${resource} ${scope}`)).to.deep.equal([
      'configmaps workloads',
    ]);
    expect(creates(kinds.jobs).rights.map(({ resource, scope }) => `${resource} ${scope}`)).to.deep.equal([
      ...['jobs workloads', 'nodes cluster', 'namespaces cluster', 'pods workloads'],
    ]);
  });
});
