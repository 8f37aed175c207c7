import { expect } from 'chai';
import type { Manifest } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { configSchema } from '../../config/schema.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { owns } from '../../cluster/rights/rights.ts';
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
  const tool = ownObjects
    .make({ config, objects } as RunContext)
    .forCheck(outsideOfChecks(signal, [creates(kinds.configMaps), { rights: [owns(kinds.secrets, 'suite')] }]));
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

  it('keep the namespace that their manifest names, if the check declares that', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'note', namespace: 'shakedown' } };
    expect((await tool.create(kinds.secrets, secret)).ref).to.deep.equal({ namespace: 'shakedown', name: 'note' });
  });

  it('are refused when the check does not declare their kind and namespace: cleanup would not find them', async () => {
    const refusal = (kind: Kind, metadata: Manifest['metadata']) =>
      tool.create(kind, { apiVersion: 'v1', kind: kind.kind, metadata }).then(
        () => 'it was created',
        (error: Error) => error.message,
      );
    expect(await refusal(kinds.services, { name: 'note' })).to.equal(
      'SPEC_USES: the check creates a Service, and does not name the kind\n' +
        '  expected: a check to name in `uses` the kinds that it creates\n' +
        '  do:       add creates(kind) with this kind to its uses: then the roles allow it, and shakedown cleanup finds it',
    );
    expect(await refusal(kinds.secrets, { name: 'note', namespace: 'shop' })).to.equal(
      'SPEC_USES: the check creates one in shop\n' +
        '  expected: a check that declares Secret to create it in shakedown or lab\n' +
        '  do:       leave the namespace out of the manifest',
    );
    expect(done).to.deep.equal([]);
  });

  it('are declared with their permissions, and those for the pods of workloads', () => {
    expect(creates(kinds.configMaps).rights.map(({ resource, scope }) => [resource, scope])).to.deep.equal([
      ['configmaps', 'workloads'],
    ]);
    expect(creates(kinds.jobs).rights.map(({ resource, scope }) => [resource, scope])).to.deep.equal([
      ...[
        ['jobs', 'workloads'],
        ['nodes', 'cluster'],
        ['namespaces', 'cluster'],
        ['pods', 'workloads'],
      ],
    ]);
  });
});
