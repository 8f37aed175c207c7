import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Pod, type Service } from '../../cluster/kinds/kinds.ts';
import type { Condition } from '../../conditions/waiting/condition.ts';
import { retryTransient } from '../../conditions/waiting/retry-transient.ts';
import { until } from '../../conditions/waiting/until.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import type { ProbeFleet } from '../../instruments/agents/fleet/probe-fleet.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { RunContext } from '../../instruments/contract/instrument.ts';
import { milliseconds } from '../../time/duration.ts';
import { endingPod, type EndingPod } from './pods/ending-pod.ts';
import { watchPods } from './pods/watch-pods.ts';
import { openLedger } from './requests/open-ledger.ts';
import { isServed } from './requests/is-served.ts';
import { addressOf, chooseSenders, type RequestTarget } from './requests/senders.ts';
import type { RequestLedger } from './requests/sent-request.ts';

/** How long requests are sent before pods end, and after the last one has ended, in milliseconds: endpoints reach all nodes within it. */
const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;
/** The longest time that requests are sent, in seconds. */
const LONGEST = 10 * 60;

/** What a disturbance under requests works with. */
export interface Restart {
  run: RunContext;
  scope: CheckScope;
  fleet: ProbeFleet;
  signal: AbortSignal;
}

/** The app whose pods end. */
export interface Subject {
  /** The Service that gets the requests. */
  service: Required<Ref>;
  /** What is asked for. */
  request: Pick<RequestTarget, 'path' | 'hostName'>;
  /** The port of the Service. @default its first one */
  port?: number;
  isOf(pod: Pod): boolean;
  /** The container that serves. @default all of a pod */
  container?: string;
}

/** What was seen of a disturbance. */
export interface Seen {
  ledger: RequestLedger;
  /** The pods that ended meanwhile. */
  pods: EndingPod[];
}

/**
 * Has probe agents send requests to an app while its pods end.
 * @param action ends pods, and returns when they are replaced.
 * @throws what `action` throws; WaitError when the Service accepts no connections; InstrumentTooWeak
 */
export async function underRequests(restart: Restart, subject: Subject, action: () => Promise<void>): Promise<Seen> {
  const { run, scope, fleet, signal } = restart;
  const { cluster, config } = run;
  const { service, request, port } = subject;
  const all = await retried(restart, 'the pods are listed', (ofTry) =>
    cluster.list(kinds.pods, { namespace: service.namespace }, { signal: ofTry }),
  );
  const pods = all.filter(subject.isOf);
  const agents = chooseSenders(fleet.agents, new Set(pods.map(({ spec }) => spec?.nodeName ?? '')));
  const found = await retried(restart, 'the Service is read', (ofTry) =>
    cluster.get<Service>(kinds.services, service, { signal: ofTry }),
  );
  const address = addressOf(found, port);
  if (!address) throw nothingToAsk(`service ${service.namespace}/${service.name} has no cluster IP with that port`);
  if (agents.length === 0) throw nothingToAsk('there is no probe agent');
  await waitFor(restart, isServed(service, agents, address));

  using watch = await watchPods(cluster, subject, signal);
  await using open = await openLedger({
    ...{ cluster, agents, signal, target: { ...address, ...request } },
    perSecond: config.rollingRestart.requestsPerSecond,
    seconds: Math.ceil(Math.min(scope.remaining() / 1_000, LONGEST)),
  });
  await cluster.clock.sleep(BEFORE_MS, signal);
  await action();
  await cluster.clock.sleep(AFTER_MS, signal);
  const ledger = await open.close();
  return { ledger, pods: watch.pods.flatMap((pod) => endingPod(pod, ledger.clocks) ?? []) };
}

/** Makes a call that may be made twice, and again while the API server fails transiently. @param title its expected result */
export async function retried<T>(
  { run, scope, signal }: Restart,
  title: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const withinMs = Math.min(milliseconds(run.config.time.rollout), scope.remaining());
  return retryTransient(run.cluster, { title, withinMs, signal }, call);
}

/** Waits for a step of the disturbance. */
export async function waitFor({ run, scope, signal }: Restart, condition: Condition): Promise<void> {
  const withinMs = Math.min(milliseconds(run.config.time.rollout), scope.remaining());
  await until(run.cluster, condition, { withinMs, signal });
}

function nothingToAsk(seen: string): InstrumentTooWeak {
  return new InstrumentTooWeak('NO_TARGET', { expected: 'a probe agent, and a Service with a cluster IP', seen });
}
