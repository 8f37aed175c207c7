import { expect } from 'chai';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { isDeleted, judgeDeleted } from './is-deleted.ts';

describe('an object that should be deleted', () => {
  it('is named in the title', () => {
    expect(isDeleted(kinds.deployments, { namespace: 'shop', name: 'web' }).title).to.equal(
      'deployment shop/web is deleted',
    );
    expect(isDeleted(kinds.namespaces, { name: 'shop' }).title).to.equal('namespace shop is deleted');
  });

  it('is deleted when it does not exist', () => {
    expect(judgeDeleted(undefined)).to.deep.equal({ state: 'ready' });
  });

  it('is deleted when another one has its name', () => {
    expect(judgeDeleted({ metadata: { uid: 'new' } }, 'old')).to.deep.equal({ state: 'ready' });
    expect(judgeDeleted({ metadata: { uid: 'old' } }, 'old').state).to.equal('not yet');
  });

  it('that nobody has deleted says so', () => {
    expect(judgeDeleted({ metadata: {} }).reason).to.equal('it is there, and nobody has deleted it');
  });

  it('says what holds it', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kubernetes'] };
    const message = 'Some resources are remaining: pods. has 1 resource instances';
    const conditions = [
      { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'All resources successfully discovered' },
      { type: 'NamespaceContentRemaining', status: 'True', message },
    ];
    expect(judgeDeleted({ metadata, status: { conditions } }).reason).to.equal(
      `it is being deleted since 2026-01-01T00:00:00Z; held by kubernetes; ${message}`,
    );
  });
});
