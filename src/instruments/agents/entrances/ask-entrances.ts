import { isIP } from 'node:net';
import { BUDGET_SPENT, type HttpTarget } from '../agent-protocol.ts';
import type { HttpAnswer, ProbeAgent } from '../fleet/probe-fleet.ts';
import { isForbidden } from '../forbidden-address.ts';
import type { EntranceTarget } from './entrance-source.ts';

/** What one address answered. */
export interface Asked {
  target: EntranceTarget;
  /** The IP address that was asked; none where the name of the address does not resolve, or it is one that pods must not ask. */
  address?: string;
  answer: EntranceAnswer;
  /** The nodes from which it was asked. */
  nodes: readonly string[];
  /** The error of `target.otherwise`, which was asked as well because nothing answered. */
  otherwise?: string;
}

/** What an address answered: a status, an error, or neither where only a connection was opened. */
export type EntranceAnswer = Pick<HttpAnswer, 'status' | 'error'>;

/** Whether nothing that should answer has. */
export type IsBad = (one: Pick<Asked, 'target' | 'answer'>) => boolean;

/** The error of an address that pods must not ask. */
export const FORBIDDEN = 'not an address of an entrance';

/**
 * Asks each target by the first agent, and those with a bad answer by the next.
 * @param isBad whether another agent is asked as well.
 */
export async function askEntrances(
  targets: readonly EntranceTarget[],
  [agent, ...others]: readonly ProbeAgent[],
  isBad: IsBad,
  signal: AbortSignal,
): Promise<Asked[]> {
  if (!agent || targets.length === 0) return [];
  const asked = await askBy(agent, targets, signal);
  const bad = asked.filter((one) => isBad(one) && one.answer.error !== FORBIDDEN);
  if (bad.length === 0 || others.length === 0) return asked;
  const again = await askEntrances(
    bad.map(({ target }) => target),
    others,
    isBad,
    signal,
  );
  return asked.map((one) => {
    const second = again[bad.indexOf(one)];
    return second ? { ...second, nodes: [...one.nodes, ...second.nodes] } : one;
  });
}

async function askBy(agent: ProbeAgent, targets: readonly EntranceTarget[], signal: AbortSignal): Promise<Asked[]> {
  const nodes = [agent.node];
  const addresses = await resolved(agent, [...new Set(targets.map(({ host }) => host))], signal);
  return Promise.all(
    targets.map(async (target): Promise<Asked> => {
      const { address, error } = addresses.get(target.host) ?? {};
      if (address === undefined) return { target, answer: { error: error ?? 'no address' }, nodes };
      const answer = await askOne(agent, { ...target, host: address }, signal);
      const { otherwise } = target;
      if (answer.error === undefined || answer.error === BUDGET_SPENT || !otherwise)
        return { target, address, answer, nodes };
      const other = await askOne(agent, { ...otherwise, host: address }, signal);
      if (other.error === undefined) return { target: otherwise, address, answer: other, nodes };
      return { target, address, answer, nodes, otherwise: other.error };
    }),
  );
}

async function askOne(agent: ProbeAgent, target: EntranceTarget, signal: AbortSignal): Promise<EntranceAnswer> {
  const { host, port, tls, path, serverName, grpc } = target;
  if (path === undefined) {
    const [answer] = await agent.tcp([{ host, port }], { signal });
    return answer?.ok === true ? {} : { error: answer?.error ?? 'no answer' };
  }
  const request: HttpTarget = {
    ...{ host, port, tls, path },
    ...(serverName !== undefined && { serverName }),
    ...(grpc && { grpc }),
  };
  const [answer] = await agent.http([request], { signal });
  return answer ?? { error: 'no answer' };
}

type Resolved = { address?: string; error?: string };

/** The address of each host: itself, or the first one of its name. */
async function resolved(
  agent: ProbeAgent,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Resolved>> {
  const found = await Promise.all(
    hosts.map(async (host): Promise<[string, Resolved]> => {
      if (isIP(host) !== 0) return [host, allowed(host)];
      const questions = (['A', 'AAAA'] as const).map((type) => ({ name: host, type }));
      const answers = await agent.dns(questions, { signal });
      const [address] = answers.flatMap(({ records }) => records);
      if (address !== undefined) return [host, allowed(address)];
      return [host, { error: answers.find(({ error }) => error !== undefined)?.error ?? 'no address' }];
    }),
  );
  return new Map(found);
}

const allowed = (address: string): Resolved => (isForbidden(address) ? { error: FORBIDDEN } : { address });
