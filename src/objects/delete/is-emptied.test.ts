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
  it('is as good as deleted when it is empty and waits only for an aggregated API that is down', () => {
    expect(isEmptied(namespace('True', 'False'))).to.equal(true);
  });

  it('is not while something is in it', () => {
    expect(isEmptied(namespace('True', 'True'))).to.equal(false);
  });

  it('is not while nothing holds it: then it goes by itself', () => {
    expect(isEmptied(namespace('False', 'False'))).to.equal(false);
  });

  it('is not before its controller has looked at it, or when nobody deletes it', () => {
    expect(isEmptied({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })).to.equal(false);
    expect(isEmptied(namespace('True', 'False', ''))).to.equal(false);
  });
});
