import type { AgentFacts } from '../../src/instruments/agents/agent-protocol.ts';

/** Name servers and search domains of a resolv.conf; as in resolv.conf(5), the last `search` or `domain` applies. */
export function readResolvConf(text: string): AgentFacts {
  const nameservers: string[] = [];
  let search: string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'nameserver') nameservers.push(...values.slice(0, 1));
    if (keyword === 'search' || keyword === 'domain') search = values;
  }
  return { nameservers, search };
}
