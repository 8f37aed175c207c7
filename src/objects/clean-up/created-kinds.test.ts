import { expect } from 'chai';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, owns, uses } from '../../cluster/rights/rights.ts';
import { createdKinds } from './created-kinds.ts';

describe('The kinds that can be created with permissions', () => {
  it('are those of owned objects, and not those that are read or have a subresource created', () => {
    const rights = [looksAt(kinds.nodes), owns(kinds.services), uses(kinds.pods, 'eviction', ['create'], 'workloads')];
    expect(createdKinds(rights)).to.deep.equal({ kinds: [kinds.services], unnamed: [] });
  });

  it('stay known where a permission is narrowed', () => {
    const narrowed = { ...owns(kinds.leases, 'home'), verbs: ['create', 'delete'] };
    expect(createdKinds([narrowed]).kinds).to.deep.equal([kinds.leases]);
    expect(createdKinds([{ ...narrowed, verbs: ['get'] }]).kinds).to.deep.equal([]);
  });

  it('are reported as unnamed where a permission does not name them, unless another one does', () => {
    const widgets = { group: 'example.org', resource: 'widgets', verbs: ['create'], scope: 'workloads' } as const;
    const secrets = { group: '', resource: 'secrets', verbs: ['create'], scope: 'workloads' } as const;
    expect(createdKinds([widgets, secrets, widgets]).unnamed).to.deep.equal(['widgets.example.org', 'secrets']);
    expect(createdKinds([secrets, owns(kinds.secrets)])).to.deep.equal({ kinds: [kinds.secrets], unnamed: [] });
  });
});
