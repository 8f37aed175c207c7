import { expect } from 'chai';
import { agentCalls } from './agent-calls.ts';
import { agentLimits } from './agent-protocol.ts';

const { targets, connectCalls, connectMs, questions, dnsCalls, dnsMs, callMs } = agentCalls;
const rounds = (jobs: number) => Math.ceil(jobs / agentLimits.atOnce);

describe('the calls to an agent', () => {
  it('end within two thirds of their timeout, even when no target answers', () => {
    const worst = rounds(targets * connectCalls) * connectMs + rounds(questions * dnsCalls) * dnsMs;
    expect(worst).to.be.at.most((callMs * 2) / 3);
  });

  it('are within the limits of the agent', () => {
    expect(Math.max(targets, questions)).to.be.at.most(agentLimits.asked);
    expect(Math.max(connectMs, dnsMs)).to.be.at.most(agentLimits.timeoutMs);
  });
});
