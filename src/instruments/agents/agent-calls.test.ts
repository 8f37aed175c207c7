import { expect } from 'chai';
import { agentCalls, connectionsPerCall } from './agent-calls.ts';
import { agentLimits } from './agent-protocol.ts';

const { connectCalls, connectMs, questions, dnsCalls, dnsMs, payloads, payloadCalls, payloadMs, callMs } = agentCalls;
const rounds = (jobs: number) => Math.ceil(jobs / agentLimits.atOnce);

describe('the calls to an agent', () => {
  for (const perSecond of [5, 10, 100, 10_000])
    it(`end within two thirds of their timeout at ${perSecond} connections per second, even when no target answers`, () => {
      const connections = connectionsPerCall(perSecond) * connectCalls;
      const paced = (connections + payloads * payloadCalls) / perSecond;
      const unanswered = rounds(connections) * connectMs + payloadMs;
      expect(Math.max(paced * 1_000, unanswered)).to.be.at.most((callMs * 2) / 3);
    });

  it('with questions end within two thirds of their timeout', () => {
    expect(rounds(questions * dnsCalls) * dnsMs).to.be.at.most((callMs * 2) / 3);
  });

  it('are within the limits of the agent', () => {
    expect(Math.max(connectionsPerCall(1e6), questions, payloads)).to.be.at.most(agentLimits.asked);
    expect(connectionsPerCall(1e6)).to.be.at.most(agentLimits.connections);
    expect(Math.max(connectMs, dnsMs, payloadMs)).to.be.at.most(agentLimits.timeoutMs);
  });
});
