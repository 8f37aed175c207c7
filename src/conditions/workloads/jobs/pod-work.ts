import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { containersOf } from '../../../diagnosis/containers.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import { milliseconds, type Duration } from '../../../time/duration.ts';
import { formatAge } from '../age.ts';

/** The name of an init container that only waits for something else: `wait-for-db`, `db-ready`. */
const WAITER = /(?:^|-)(?:wait|wait4x|waitfor|await|until|ready|depends)(?:-|$)/;

/** A command that does: it asks again and again whether something is there. One that tries again to fetch something may do work. */
const WAITS =
  /(?:\buntil\b|\bwhile\s+!|\bwhile\s+true\b).*(?:\bnc\s+-|pg_isready|mysqladmin|redis-cli|nslookup|\bdig\b|getent|\/dev\/tcp|\/dev\/null|--spider|kubectl)|\bkubectl\b.*\bwait\b|wait-for-it|\bwait4x\b/s;

/** Containers that are put beside the work of others and do not end by themselves; as native sidecars they are ended after it. */
const PROXIES = new Set([
  ...['istio-proxy', 'linkerd-proxy', 'consul-dataplane', 'envoy', 'kuma-sidecar', 'vault-agent', 'daprd'],
  ...['cloud-sql-proxy', 'cloudsql-proxy', 'cloudsql-auth-proxy', 'fluent-bit', 'otc-container'],
]);

/**
 * Whether a pod does its work, or one of its init containers does; a pod of a Job need not be ready for that. It does not while it only waits:
 * for a sidecar that does not start, by an init container that is called so or asks again and again, or for the end of a proxy beside the work.
 */
export function isRunning(pod: Pod): boolean {
  const isWaiting = containersOf(pod).some(({ kind, spec, status: { name, state, started } }) => {
    const command = [...(spec?.command ?? []), ...(spec?.args ?? [])].join(' ');
    const isWaiter = kind === 'init' && (WAITER.test(name) || WAITS.test(command));
    return ((kind === 'sidecar' && started === false) || isWaiter) && state?.running !== undefined;
  });
  if (isWaiting || keptBy(pod) !== undefined) return false;
  const trouble = podTrouble(pod);
  return trouble === undefined || (trouble.weight >= 5 && trouble.weight <= 6 && !trouble.crash);
}

/** The proxy that alone still runs in a pod whose other containers have ended well, if it is so. */
export function keptBy(pod: Pod): string | undefined {
  const own = containersOf(pod).filter(({ kind }) => kind === 'app');
  const going = own.filter(({ status }) => status.state?.terminated?.exitCode !== 0);
  const isKept = going.length < own.length && going.every(({ status }) => PROXIES.has(status.name));
  return isKept ? going[0]?.status.name : undefined;
}

/** How long the init container of a pod has run that hangs, if one does. */
export function hangingInit(pod: Pod, date: Date | undefined, hangsAfter: Duration | undefined): string | undefined {
  if (!date || hangsAfter === undefined) return undefined;
  const ages = containersOf(pod).flatMap(({ kind, status: { state } }) =>
    kind === 'init' && state?.running ? [date.getTime() - Date.parse(state.running.startedAt ?? '')] : [],
  );
  const age = Math.max(...ages);
  if (!(age > milliseconds(hangsAfter)) || ages.length === 0) return undefined;
  return `it has run for ${formatAge(age)}, and counts as hanging after ${hangsAfter} (jobs.hangsAfter)`;
}
