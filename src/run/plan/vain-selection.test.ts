import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { vainSelection } from './vain-selection.ts';

const config = configSchema.parse({
  run: { skip: 'shp' },
  scope: { excludeNamespaces: ['shp', 'kube-*'], exclude: ['workloads/node/a', 'workloads/node/b*'] },
});
const notCovered = [
  { what: 'namespace kube-system', reason: 'excluded by configuration (scope.excludeNamespaces)' },
  { what: 'workloads/node/b1', reason: 'excluded by configuration (scope.exclude)' },
];

describe('What leaves out nothing', () => {
  it('is told, each setting by its name and its value', () => {
    expect(vainSelection(config, { skipIsVain: true, notCovered, isWhole: true })).to.deep.equal([
      "--skip 'shp' matches no test: nothing is skipped",
      "scope.excludeNamespaces has 'shp' in it, which matches no namespace",
      "scope.exclude has 'workloads/node/a' in it, which matches no object",
    ]);
  });

  it('is not told of where a part of the cluster was not looked at, or something was left out', () => {
    expect(vainSelection(config, { skipIsVain: false, notCovered: [], isWhole: false })).to.deep.equal([]);
    expect(vainSelection(configSchema.parse({}), { skipIsVain: true, notCovered, isWhole: true })).to.deep.equal([]);
  });
});
