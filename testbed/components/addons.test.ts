import { expect } from 'chai';
import { addonsIn, ALL_ADDONS } from './addons.ts';

describe('The add-ons of a cluster', () => {
  it('are named in a list, in any order, or are all', () => {
    expect(addonsIn('logs, prometheus,logs')).to.deep.equal(['prometheus', 'logs']);
    const all = ALL_ADDONS.filter((addon) => addon !== 'csi' && addon !== 'opensearch' && addon !== 's3');
    expect(addonsIn('all')).to.deep.equal(all);
    expect(addonsIn('all,csi,opensearch,s3')).to.deep.equal(ALL_ADDONS);
    expect(addonsIn('opensearch')).to.deep.equal(['opensearch']);
  });

  it('are refused with the names that there are when one is unknown, empty, or not separated by a comma', () => {
    for (const [list, name] of [
      ['prometheus,grafana', 'grafana'],
      ['', ''],
      ['logs,', ''],
      ['logs storage', 'logs storage'],
      ['toString', 'toString'],
    ] as const)
      expect(() => addonsIn(list), list).to.throw(
        RangeError,
        `'${name}' is none of prometheus, logs, ingress, policy, storage, csi, descheduler, opensearch, s3, nodes, or all. Separate names by commas.`,
      );
  });
});
