import { expect } from 'chai';
import { leaveUncovered } from './not-covered.ts';

describe('A check outside of the namespace of a run', () => {
  const rights = { about: 'rights', message: 'missing permission: list nodes', todo: 'x', blocks: ['a', 'b'] } as const;
  const image = { about: 'image', message: 'no image', todo: 'x', blocks: ['b', 'c'] } as const;
  const node = { about: 'nodes', message: 'no agent', todo: 'x', blocks: [], concerns: ['a'] } as const;
  const checks = () => ['a', 'b', 'c', 'd'].map((id): { id: string; skip?: string } => ({ id }));

  it('is skipped with what is missing, and is not a finding any more', () => {
    const all = checks();
    expect(leaveUncovered(all, [rights, image, node], 'team-a')).to.deep.equal([{ ...image, blocks: ['c'] }]);
    const skip = 'not covered with --namespace team-a: missing permission: list nodes';
    expect(all).to.deep.equal([{ id: 'a', skip }, { id: 'b', skip }, { id: 'c' }, { id: 'd' }]);
  });

  it('is nothing in a run of the whole cluster', () => {
    const all = checks();
    expect(leaveUncovered(all, [rights, image], '')).to.deep.equal([rights, image]);
    expect(all).to.deep.equal(checks());
  });
});
