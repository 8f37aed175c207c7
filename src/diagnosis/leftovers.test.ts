import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { withoutLeftovers } from './leftovers.ts';

const date = new Date('2026-01-01T01:00:00Z');
const pod = (name: string, phase: string, creationTimestamp: string): Pod => ({
  metadata: { name, creationTimestamp },
  status: { phase },
});

describe('The pods of a ReplicaSet', () => {
  it('that ended earlier explain nothing any more, and those that ended a moment ago do', () => {
    const pods = [
      pod('evicted', 'Failed', '2026-01-01T00:50:00Z'),
      pod('completed', 'Succeeded', '2025-12-01T00:00:00Z'),
      pod('rejected', 'Failed', '2026-01-01T00:50:01Z'),
      pod('waits', 'Pending', '2025-12-01T00:00:00Z'),
      pod('runs', 'Running', '2025-12-01T00:00:00Z'),
    ];
    expect(withoutLeftovers(pods, date).map(({ metadata }) => metadata?.name)).to.deep.equal([
      'rejected',
      'waits',
      'runs',
    ]);
  });
});
