import { expect } from 'chai';
import type { PartState } from './estimate.mjs';
import { handOver, isAnnounced, takeHandedOver } from './handed-over.mjs';

describe('What the bootstrap script hands over', () => {
  const done: PartState = { part: { id: 'npm/packages', seconds: 15 }, state: 'done', elapsed: 12 };
  const handedOver = { announced: ['npm/packages', 'cluster/start'], finished: [done] };

  it('reaches the process that continues, and none of its child processes', () => {
    const environment = { ...handOver(handedOver), HOME: '/root' };
    expect(takeHandedOver(environment)).to.deep.equal(handedOver);
    expect(environment).to.deep.equal({ HOME: '/root' });
  });

  it('is announced again only when the remaining parts differ', () => {
    const parts = (...ids: string[]) => ids.map((id) => ({ id, seconds: 1 }));
    expect(isAnnounced(parts('cluster/start'), handedOver)).to.equal(true);
    expect(isAnnounced(parts('cluster/check'), handedOver)).to.equal(false);
    expect(isAnnounced(parts('compile/etcd', 'cluster/start'), handedOver)).to.equal(false);
    expect(isAnnounced([], handedOver)).to.equal(false);
    expect(isAnnounced(parts('cluster/start'), { announced: [], finished: [] })).to.equal(false);
  });

  it('is nothing for a process that was started by itself', () => {
    expect(takeHandedOver({})).to.deep.equal({ announced: [], finished: [] });
  });
});
