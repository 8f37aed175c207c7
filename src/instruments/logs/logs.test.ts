import { expect } from 'chai';
import type { Node } from '../../cluster/kinds/kinds.ts';
import { notSampled, whyNot } from './logs.ts';

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

describe('The sample of nodes whose logs are tested', () => {
  const many = Array.from({ length: 20 }, (_, number) => node(`node-${number}`));
  const names = many.map(({ metadata }) => metadata?.name ?? '');
  const sample = (most: number, seed: string) => names.filter((name) => !notSampled(name, many, most, seed));

  it('has all of them where they are few enough', () => {
    expect(sample(20, 'a')).to.deep.equal(names);
  });

  it('has as many as are configured, others in another run, and says so', () => {
    expect(sample(5, 'a')).to.have.length(5);
    expect(sample(5, 'a')).to.not.deep.equal(sample(5, 'b'));
    const [left = ''] = names.filter((name) => !sample(5, 'a').includes(name));
    expect(notSampled(left, many, 5, 'a')).to.equal(`node ${left} is not in the sample of 5 of 20 nodes (logs.nodes)`);
  });

  it('leaves simulated nodes out of the count', () => {
    expect(notSampled('real', [node('real'), node('kwok', { type: 'kwok' })], 1, 'a')).to.equal(undefined);
  });
});
