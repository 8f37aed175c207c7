import { expect } from 'chai';
import { isEmptied } from './is-emptied.ts';

const namespace = (
  discovery: string,
  remaining: string,
  deletionTimestamp: string | undefined = '2026-01-01T00:00:00Z',
) => ({
  metadata: { name: 'shakedown', ...(deletionTimestamp && { deletionTimestamp }) },
  status: {
    conditions: [
      { type: 'NamespaceDeletionDiscoveryFailure', status: discovery },
      { type: 'NamespaceDeletionContentFailure', status: 'False' },
      { type: 'NamespaceContentRemaining', status: remaining },
      { type: 'NamespaceFinalizersRemaining', status: 'False' },
    ],
  },
});

describe('A namespace that is being deleted', () => {
  it('counts as deleted when it is empty and waits only for an unavailable aggregated API', () => {
    expect(isEmptied(namespace('True', 'False'))).to.equal(true);
  });

  it('does not count as deleted while something is in it', () => {
    expect(isEmptied(namespace('True', 'True'))).to.equal(false);
  });

  it('does not count as deleted while nothing holds it: then its deletion ends soon', () => {
    expect(isEmptied(namespace('False', 'False'))).to.equal(false);
  });

  it('does not count as deleted before its controller has processed it, or when nobody deletes it', () => {
    expect(isEmptied({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })).to.equal(false);
    expect(isEmptied(namespace('True', 'False', ''))).to.equal(false);
  });
});
