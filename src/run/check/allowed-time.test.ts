import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { notYet, type Condition } from '../../conditions/waiting/condition.ts';
import { kubeletAnswers } from '../../instruments/agents/kubelet-answers.ts';
import { reachable } from '../../instruments/agents/reach/service-reach.ts';
import { targetApp } from '../../instruments/target-app/instrument.ts';
import { allowedTime } from './allowed-time.ts';

const config = configSchema.parse({ time: { settle: '60s', agents: '120s' } });
const condition: Condition = { title: 'web is up', rights: [], read: async () => {}, judge: () => notYet('not yet') };
const seconds = (...given: Parameters<typeof allowedTime>) => allowedTime(...given) / 1_000;

describe('The time of a check', () => {
  it('is the one in its options', () => {
    expect(seconds({ uses: [condition, targetApp], within: '10s' }, config)).to.equal(10);
  });

  it('is otherwise `time.settle` for each of its conditions, and half a minute more', () => {
    expect(seconds({ uses: [] }, config)).to.equal(90);
    expect(seconds({ uses: [condition] }, config)).to.equal(90);
    expect(seconds({ uses: [condition, targetApp] }, config)).to.equal(90);
    expect(seconds({ uses: [condition, { ...condition }] }, config)).to.equal(150);
  });

  it('is longer by the time that its instruments need to start, once for each', () => {
    const agents = 120 + 15;
    expect(seconds({ uses: [kubeletAnswers] }, config)).to.equal(90 + agents);
    expect(seconds({ uses: [kubeletAnswers, reachable] }, config)).to.equal(150 + agents);
    expect(seconds({ uses: [targetApp, reachable], within: '15m' }, config)).to.equal(900 + agents);
  });
});
