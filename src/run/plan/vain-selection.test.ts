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

  it('is not told of where a part of the suite or of the cluster was not looked at, or something was left out', () => {
    expect(vainSelection(config, { skipIsVain: true, notCovered: [], isWhole: false })).to.deep.equal([]);
    expect(vainSelection(configSchema.parse({}), { skipIsVain: true, notCovered, isWhole: true })).to.deep.equal([]);
  });

  it('is not told of what may be outside of the scope', () => {
    const vainIn = (scope: object) => {
      const { run } = config;
      const narrowed = configSchema.parse({ run, scope: { exclude: ['workloads/deployment/shop/web'], ...scope } });
      return vainSelection(narrowed, { skipIsVain: true, notCovered: [], isWhole: true }).map(
        (one) => one.split(' ')[0],
      );
    };
    expect(vainIn({})).to.deep.equal(['--skip', 'scope.exclude']);
    expect(vainIn({ namespaces: ['kube-system'] })).to.deep.equal(['scope.exclude']);
    expect(vainIn({ nodeSelector: { pool: 'x' } })).to.deep.equal(['scope.exclude']);
    // The API server selects by labels, so what it leaves out is not seen.
    expect(vainIn({ labelSelector: 'team=shop' })).to.deep.equal([]);
  });
});
