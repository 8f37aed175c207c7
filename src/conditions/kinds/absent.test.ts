import { expect } from 'chai';
import { kinds } from '../../cluster/kinds.ts';
import { absent, judgeAbsent } from './absent.ts';

describe('an object that should be gone', () => {
  it('is named in the title', () => {
    expect(absent(kinds.deployments, { namespace: 'shop', name: 'web' }).title).to.equal('deployment shop/web is gone');
    expect(absent(kinds.namespaces, { name: 'shop' }).title).to.equal('namespace shop is gone');
  });

  it('is gone when it is not there', () => {
    expect(judgeAbsent(undefined)).to.deep.equal({ state: 'ready' });
  });

  it('that nobody has deleted says so', () => {
    expect(judgeAbsent({ metadata: {} }).reason).to.equal('it is there, and nobody has deleted it');
  });

  it('says what holds it', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['kubernetes'] };
    const message = 'Some resources are remaining: pods. has 1 resource instances';
    const conditions = [
      { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'All resources successfully discovered' },
      { type: 'NamespaceContentRemaining', status: 'True', message },
    ];
    expect(judgeAbsent({ metadata, status: { conditions } }).reason).to.equal(
      `it is being deleted since 2026-01-01T00:00:00Z; held by kubernetes; ${message}`,
    );
  });
});
