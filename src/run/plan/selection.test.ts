import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { narrowedBy } from '../../results/selection.ts';
import { selectionOf } from './selection.ts';

const nothing = { selected: 1, leftOut: { rerun: 0, focus: 0, skip: 0, disruptive: 0 }, areas: [] };
const narrowed = (scope: object) =>
  narrowedBy({ selection: selectionOf(configSchema.parse({ scope }), nothing), settings: [] });
/** A value of each setting of the scope that is not its default. */
const scopes: Readonly<Record<string, { value: unknown; written: string }>> = {
  onlyNamespace: { value: 'shop', written: '--namespace shop' },
  namespaces: { value: ['shop', 'web'], written: 'scope.namespaces shop,web' },
  excludeNamespaces: { value: ['old'], written: 'scope.excludeNamespaces old' },
  labelSelector: { value: 'tier=web', written: 'scope.labelSelector tier=web' },
  nodeSelector: { value: { tier: 'a', pool: 'apps' }, written: 'scope.nodeSelector tier=a,pool=apps' },
  exclude: { value: ['workloads/node/n1'], written: 'scope.exclude workloads/node/n1' },
};

describe('What a run was asked to judge', () => {
  it('is the whole cluster when nothing narrows it', () => {
    expect(narrowed({})).to.deep.equal([]);
  });

  for (const key of Object.keys(configSchema.parse({}).scope))
    it(`is a part of it with scope.${key}`, () => {
      const { value, written } = scopes[key] ?? {};
      expect(narrowed({ [key]: value })).to.deep.equal([written]);
    });
});
