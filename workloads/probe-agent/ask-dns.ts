import { Resolver } from 'node:dns/promises';
import type { DnsAnswer, DnsQuestion } from '../../src/instruments/agents/agent-protocol.ts';
import { later } from './later.ts';

/** A second try, because any network may lose a datagram; the C library does the same by default. The answer tells how many were lost. */
const TRIES = 2;

/**
 * Asks one DNS question to the name server that it names, or to those of the pod. No search domain is added, so one question is for one name.
 * @param timeoutMs for two tries together.
 * @param nameservers used instead of those of resolv.conf, with their ports.
 */
export async function askDns(
  question: DnsQuestion,
  timeoutMs: number,
  nameservers?: readonly string[],
): Promise<DnsAnswer> {
  const begun = performance.now();
  const { tries = TRIES, ...asked } = question;
  const servers = question.server === undefined ? nameservers : [question.server];
  let outcome = await oneTry(asked, timeoutMs / TRIES, servers);
  let lost = outcome.error === 'timeout' ? 1 : 0;
  for (let tried = 1; tried < tries && outcome.error === 'timeout'; tried += 1) {
    outcome = await oneTry(asked, timeoutMs / TRIES, servers);
    if (outcome.error === 'timeout') lost += 1;
  }
  const seconds = (performance.now() - begun) / 1_000;
  return { ...asked, ...outcome, ...(lost > 0 && { lost }), seconds };
}

async function oneTry(
  question: DnsQuestion,
  timeoutMs: number,
  nameservers: readonly string[] | undefined,
): Promise<Pick<DnsAnswer, 'records' | 'error'>> {
  // The resolver's own timeout is inexact, and grows with each server; the timer ends the try.
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs), tries: 1 });
  if (nameservers) resolver.setServers(nameservers);
  const end = later(timeoutMs, () => resolver.cancel());
  try {
    return { records: (await recordsOf(resolver, question)).toSorted() };
  } catch (error) {
    return { records: [], error: nameOf(error as NodeJS.ErrnoException) };
  } finally {
    end();
  }
}

async function recordsOf(resolver: Resolver, { name, type }: DnsQuestion): Promise<string[]> {
  if (type === 'A') return resolver.resolve4(name);
  if (type === 'AAAA') return resolver.resolve6(name);
  return (await resolver.resolveSrv(name)).map((record) => `${record.name}:${record.port}`);
}

function nameOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ETIMEOUT' || code === 'ECANCELLED' ? 'timeout' : (code ?? message);
}
