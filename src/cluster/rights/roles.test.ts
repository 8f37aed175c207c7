import { expect } from 'chai';
import { kinds } from '../kinds/kinds.ts';
import { looksAt, owns, uses } from './rights.ts';
import { rulesFor } from './roles.ts';

describe('The rules of a role', () => {
  it('grant a permission once, however many checks need it', () => {
    const rules = rulesFor([
      looksAt(kinds.pods),
      looksAt(kinds.pods),
      looksAt(kinds.nodes),
      looksAt(kinds.deployments),
    ]);
    expect(rules).to.deep.equal([
      { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('join the verbs that different checks need for one resource', () => {
    const rules = rulesFor([looksAt(kinds.daemonSets), owns(kinds.daemonSets)]);
    expect(rules).to.deep.equal([
      {
        apiGroups: ['apps'],
        resources: ['daemonsets'],
        verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
      },
    ]);
  });

  it('name subresources, and grant no more than needed', () => {
    expect(rulesFor([uses(kinds.pods, 'proxy', ['create', 'get'], 'suite'), looksAt(kinds.pods)])).to.deep.equal([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/proxy'], verbs: ['get', 'create'] },
    ]);
  });

  it('do not depend on the order of the rights', () => {
    const rights = [owns(kinds.leases), looksAt(kinds.pods), looksAt(kinds.jobs), owns(kinds.services)];
    expect(rulesFor(rights.toReversed())).to.deep.equal(rulesFor(rights));
  });

  it('are for single objects where a permission names them', () => {
    const maps = { group: '', resource: 'configmaps', verbs: ['get'], scope: 'cluster DNS' } as const;
    const secrets = { ...maps, resource: 'secrets' };
    expect(rulesFor([{ ...maps, names: ['a', 'b'] }, secrets])).to.deep.equal([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['a', 'b'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
    ]);
  });
});
