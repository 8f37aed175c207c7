import { expect } from 'chai';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { DnsQuestion } from '../agent-protocol.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { namesAreMade } from './names-are-made.ts';

const known = (name: string) => !name.startsWith('lost');
const agent = {
  dns: (questions: readonly DnsQuestion[]) =>
    Promise.resolve(
      questions.map(({ name, type }) => {
        if (!known(name)) return { name, type, records: [], error: 'ENOTFOUND' };
        return type === 'A' ? { name, type, records: ['192.0.2.1'] } : { name, type, records: [], error: 'ENODATA' };
      }),
    ),
} as unknown as ProbeAgent;

async function judged(names: readonly string[]) {
  const source = {
    ...{ title: 'ingress shop/web', rights: [], todo: 'kubectl get ingress' },
    entrances: () => Promise.resolve({ targets: [], names }),
  };
  const condition = namesAreMade(source, agent);
  return condition.judge(
    await condition.read({ cluster: {}, signal: new AbortController().signal } as unknown as Look),
  );
}

describe('The DNS names of an entrance', () => {
  it('are in order where each has an address, of one family at least', async () => {
    expect(await judged(['shop.example.com'])).to.deep.equal({ state: 'ready' });
  });

  it('are told where they do not resolve', async () => {
    expect(await judged(['shop.example.com', 'lost.example.com'])).to.deep.equal({
      state: 'not yet',
      reason: 'lost.example.com does not resolve (ENOTFOUND)',
    });
  });

  it('are not judged where there is none', async () => {
    expect(await judged([])).to.deep.equal({ state: 'does not apply', reason: 'it has no DNS name' });
  });
});
