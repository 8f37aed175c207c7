import { expect } from 'chai';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { BUDGET_SPENT, type CertificateTarget } from '../agent-protocol.ts';
import type { CertificateAnswer, ProbeAgent } from '../fleet/probe-fleet.ts';
import type { CertificateServer } from './certificate-source.ts';
import { certificatesLast } from './certificates-last.ts';

const date = new Date('2026-11-28T00:00:00Z');
const look = { date, signal: new AbortController().signal } as unknown as Look;
const chain = [{ subject: 'CN=web', notBefore: '2026-06-01T00:00:00.000Z', notAfter: '2027-06-01T00:00:00.000Z' }];
const server = (host: string): CertificateServer => ({ what: `server ${host}`, target: { host, port: 443 } });

/** An agent that gets no answer from these hosts; it keeps whom it has asked. */
function agentWithout(hosts: readonly string[], error = 'timeout') {
  const asked: string[] = [];
  const certificates = (targets: readonly CertificateTarget[]): Promise<CertificateAnswer[]> => {
    asked.push(...targets.map(({ host }) => host));
    return Promise.resolve(
      targets.map(({ host, port }) =>
        hosts.includes(host) ? { host, port, chain: [], error, seconds: 5 } : { host, port, chain, seconds: 0 },
      ),
    );
  };
  return { asked, agent: { certificates } as unknown as ProbeAgent };
}

async function observed(servers: readonly CertificateServer[], from: readonly ProbeAgent[]) {
  const source = { title: 'x', rights: [], todo: 'kubectl get x', servers: () => Promise.resolve([...servers]) };
  const condition = certificatesLast(source, from, 14);
  const seen = await condition.read(look);
  return { seen, answer: condition.judge(seen) };
}

describe('The certificates of servers', () => {
  it('are asked for by a second agent where the first gets no answer', async () => {
    const [first, second, third] = [agentWithout(['10.0.0.2']), agentWithout([]), agentWithout([])];
    const agents = [first, second, third].map(({ agent }) => agent);
    const { seen, answer } = await observed([server('10.0.0.1'), server('10.0.0.2')], agents);
    expect(answer).to.deep.equal({ state: 'ready' });
    expect(seen.unseen).to.deep.equal([]);
    expect([first.asked, second.asked, third.asked]).to.deep.equal([['10.0.0.1', '10.0.0.2'], ['10.0.0.2'], []]);
  });

  it('are told of where some are not seen', async () => {
    const { agent } = agentWithout(['10.0.0.2'], BUDGET_SPENT);
    const { seen, answer } = await observed([server('10.0.0.1'), server('10.0.0.2')], [agent]);
    expect(answer).to.deep.equal({ state: 'ready' });
    expect(seen.unseen).to.deep.equal(['server 10.0.0.2 at 10.0.0.2:443: probing.connectionsInAll is spent']);
  });

  it('are judged where something answers without TLS', async () => {
    const { agent } = agentWithout(['10.0.0.1'], 'ERR_SSL_WRONG_VERSION_NUMBER');
    const { seen, answer } = await observed([server('10.0.0.1')], [agent]);
    expect(answer).to.deep.equal({ state: 'not yet', reason: 'server 10.0.0.1 answers without TLS at 10.0.0.1:443' });
    expect(seen.unseen).to.deep.equal([]);
  });

  it('are not judged where none is seen, or there is no server, or only forbidden ones', async () => {
    const { agent, asked } = agentWithout(['10.0.0.1']);
    expect((await observed([server('10.0.0.1')], [agent, agent])).answer).to.deep.equal({
      state: 'does not apply',
      reason: 'no certificate is seen from pods: server 10.0.0.1 at 10.0.0.1:443: timeout',
    });
    expect(asked).to.deep.equal(['10.0.0.1', '10.0.0.1']);
    for (const servers of [[], [server('169.254.169.254')]])
      expect((await observed(servers, [agent])).answer).to.deep.equal({
        state: 'does not apply',
        reason: 'there is no server to ask for a certificate now',
      });
  });
});
