import { expect } from 'chai';
import { judgeSettled } from './is-settled.ts';

const pod = (name: string, more: object = {}) => ({ metadata: { name, uid: name, ...more } });
const judge = (pods: object[], replicas = 1, replaced: string[] = ['old']) =>
  judgeSettled(pods, { replicas, replaced: new Set(replaced) });

describe('An app whose pods were ended', () => {
  it('is settled when those are deleted, and no other is terminating', () => {
    expect(judge([pod('new')])).to.deep.equal({ state: 'ready' });
    expect(judge([pod('old')])).to.deep.equal({ state: 'not yet', reason: 'pod old is not deleted' });
    const terminating = pod('other', { deletionTimestamp: '2026-01-01T00:00:11Z' });
    expect(judge([pod('new'), terminating])).to.deep.equal({ state: 'not yet', reason: 'pod other is terminating' });
    expect(judge([pod('new')], 3)).to.deep.equal({ state: 'not yet', reason: 'it has 1 pods instead of 3' });
  });
});
