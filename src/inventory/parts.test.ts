import { expect } from 'chai';
import { kinds } from '../cluster/kinds/kinds.ts';
import { configSchema } from '../config/schema.ts';
import { discoveryRights } from './discovery.ts';
import { idOf } from './part.ts';
import { namedParts, parts, type Row } from './parts.ts';
import { sampleInventory } from './sample.ts';

const { inventory, discover } = sampleInventory(configSchema.parse({}));
const row = { id: 'area/kind', byLabels: true } as const;

describe('The kinds that checks are about', () => {
  for (const [name, part] of namedParts)
    it(`have ${name} in one row: its kind, its own id, a permission to read and a sample`, () => {
      expect(part.kind.resource).to.equal(name.toLowerCase());
      expect(part.id).to.match(/^[a-z]+\/[a-z]+$/);
      expect(namedParts.filter(([, { id }]) => id === part.id)).to.have.length(1);
      const { group, resource, namespaced } = part.kind;
      const looks = discoveryRights.filter((right) => right.resource === resource && right.group === group);
      expect(looks).to.deep.equal([{ group, resource, namespaced, verbs: ['get', 'list', 'watch'], scope: 'cluster' }]);
      const found = inventory[name];
      expect('items' in found && found.items.map((item) => idOf(part, item))).to.deep.equal([
        part.kind.namespaced ? `${part.id}/sample/sample` : `${part.id}/sample`,
      ]);
    });

  it('have an id for each object, with its namespace if it has one', () => {
    expect(idOf(parts.deployments, { metadata: { namespace: 'shop', name: 'web' } })).to.equal(
      'workloads/deployment/shop/web',
    );
    expect(idOf(parts.nodes, { metadata: { name: 'node-1' } })).to.equal('workloads/node/node-1');
  });

  it('do not compile without a sample, or with a wrong one', () => {
    // @ts-expect-error there is no sample
    void ({ ...row, kind: kinds.jobs } satisfies Row<typeof kinds.jobs>);
    // @ts-expect-error no object is no sample
    void ({ ...row, kind: kinds.jobs, sample: [] } satisfies Row<typeof kinds.jobs>);
    // @ts-expect-error a sample without a spec is one that no check is made of
    void ({ ...row, kind: kinds.jobs, sample: {} } satisfies Row<typeof kinds.jobs>);
    // @ts-expect-error that is the spec of another kind
    void ({ ...row, kind: kinds.jobs, sample: { spec: { maxReplicas: 2 } } } satisfies Row<typeof kinds.jobs>);
    void ({ ...row, kind: kinds.nodes, sample: { spec: {} } } satisfies Row<typeof kinds.nodes>);
  });

  it('take the name, the namespace and the labels of a sample that has some', async () => {
    const sample = { metadata: { name: 'mine', labels: { tier: 'web' } }, rules: [] };
    const found = await discover({ ...row, kind: kinds.configMaps, sample });
    expect(found).to.deep.equal({
      items: [
        {
          rules: [],
          metadata: { name: 'mine', namespace: 'sample', uid: 'sample', labels: { tier: 'web' }, annotations: {} },
        },
      ],
    });
  });
});
