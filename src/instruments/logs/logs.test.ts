import { expect } from 'chai';
import type { Node } from '../../cluster/kinds/kinds.ts';
import { whyNot } from './logs.ts';

const node = (name: string, labels: Record<string, string> = {}, status = 'True'): Node => ({
  metadata: { name, labels },
  status: { conditions: [{ type: 'Ready', status }] },
});
const nodes = [
  node('real'),
  node('kwok', { type: 'kwok' }),
  node('windows', { 'kubernetes.io/os': 'windows' }),
  node('down', {}, 'Unknown'),
];
const why = (name: string, isTold = true) => whyNot(name, nodes, isTold, 'workloads/node/down');

describe('A node without a log writer', () => {
  for (const [name, reason] of [
    ['real', undefined],
    ['gone', 'node gone was deleted during the run'],
    ['kwok', 'no log writer on node kwok: simulated node (label type=kwok)'],
    ['windows', 'no log writer on node windows: its operating system is windows'],
    ['down', 'no log writer on node down: it is not ready, as workloads/node/down tells'],
  ] as const)
    it(`is told by facts: ${name}`, () => expect(why(name)).to.equal(reason));

  it('that is not ready is tried when nothing else tells it', () => {
    expect(why('down', false)).to.equal(undefined);
  });
});
