import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { parseAccount, parseStatus, type LoadAccount, type LoadStatus } from './figures/account.ts';
import { masterEnd } from './platform/master-end.ts';
import { PLATFORM_LABEL, platformNames, ports } from './platform/platform-manifests.ts';
import { TOKEN_HEADER } from './platform/platform-token.ts';

/** The order to start a load. */
export interface LoadOrder {
  /** Identifies its account. */
  id: string;
  users: number;
  spawnRate: number;
  seconds: number;
  /** The length that somebody has asked for, in seconds; absent where it is a default: then a load shape decides how long it lasts. */
  runTime?: number | undefined;
  /** Requests per second; 0 for as many as the target answers. */
  rate: number;
}

/** The Locust master of a platform, called through the API server. */
export interface Master {
  status(signal: AbortSignal): Promise<LoadStatus>;
  account(signal: AbortSignal): Promise<LoadAccount>;
  /** @throws InstrumentTooWeak LOAD_REFUSED with the master's reason */
  start(order: LoadOrder, signal: AbortSignal): Promise<void>;
  stop(signal: AbortSignal): Promise<void>;
  /** Changes the rate of the running load, in requests per second. */
  changeRate(rate: number, signal: AbortSignal): Promise<void>;
  /** Announces the number of workers, before or after it has changed. */
  expect(workers: number, signal: AbortSignal): Promise<void>;
  /**
   * How it has ended, for callers that it does not answer: `its container ended with exit code 137, OOMKilled`; `undefined` while it runs, or nobody knows.
   * @param since when the load has started, in seconds since 1970.
   */
  ended(since: number, signal: AbortSignal): Promise<string | undefined>;
  /** A page of Locust itself: `/stats/report`. */
  page(path: string, signal: AbortSignal): Promise<string>;
}

/**
 * The master of the platform with that name. Each call reads its pod first, which may have been replaced since.
 * @param token of the platform; `undefined` when it demands none.
 */
export function masterOf(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
  token: string | undefined,
): Master {
  const headers = token === undefined ? {} : { [TOKEN_HEADER]: token };
  const ask = async (path: string, signal: AbortSignal, body?: object): Promise<{ status: number; body: string }> => {
    const pod = await masterPod(cluster, namespace, name, signal);
    const ref = { namespace, name: pod.metadata?.name ?? '' };
    const options = { signal, headers, ...(body !== undefined && { method: 'POST' as const, body }) };
    try {
      const answer = await cluster.podProxy(ref, ports.web, path, options);
      // A proxy in the pod, such as that of a service mesh, may refuse with the same codes.
      if ([401, 403].includes(answer.status) && parsed(answer.body).refused !== undefined)
        throw tokenRefused(namespace, name, token);
      return answer;
    } catch (error) {
      // This answer is the API server's: the pod does not exist. The master itself answers for a path that it does not know.
      if (!(error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND')) throw error;
      throw unreachable(namespace, name, `its pod ${ref.name} was just deleted`, error);
    }
  };
  const get = async (path: string, signal: AbortSignal) => {
    const { status, body } = await ask(path, signal);
    if (status === 200) return body;
    throw unexpected(path, status, body);
  };
  const order = async (path: string, body: object, signal: AbortSignal) => {
    const answer = await ask(path, signal, body);
    if (answer.status === 200) return;
    if (answer.status === 409) throw refused(answer.body);
    throw unexpected(path, answer.status, answer.body);
  };
  return {
    status: async (signal) => parseStatus(await get('/shakedown/status', signal)),
    account: async (signal) => parseAccount(await get('/shakedown/account', signal)),
    start: (what, signal) => order('/shakedown/start', what, signal),
    stop: (signal) => order('/shakedown/stop', {}, signal),
    changeRate: (rate, signal) => order('/shakedown/rate', { rate }, signal),
    expect: (workers, signal) => order('/shakedown/expect', { workers }, signal),
    ended: async (since, signal) => {
      try {
        return masterEnd(await masterPods(cluster, namespace, name, signal), since);
      } catch (error) {
        // An API server that cannot be reached says nothing about the master.
        if (error instanceof ClusterError && error.transient) return undefined;
        throw error;
      }
    },
    page: get,
  };
}

/** Whether an error says that the master is unreachable: it does not exist, does not listen, or the API server cannot reach it at the moment. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof ShakedownError &&
    (error.code === 'LOAD_MASTER_UNREACHABLE' || (error instanceof ClusterError && error.transient))
  );
}

async function masterPod(cluster: Cluster, namespace: string, name: string, signal: AbortSignal): Promise<Pod> {
  const pods = await masterPods(cluster, namespace, name, signal);
  const [pod] = pods.filter(({ metadata, status }) => status?.phase === 'Running' && !metadata?.deletionTimestamp);
  if (pod) return pod;
  throw unreachable(namespace, name, pods.length === 0 ? 'no pod of it' : `its pod is ${pods[0]?.status?.phase}`);
}

async function masterPods(cluster: Cluster, namespace: string, name: string, signal: AbortSignal): Promise<Pod[]> {
  const labelSelector = `${PLATFORM_LABEL}=${name},app.kubernetes.io/component=master`;
  return await cluster.list(kinds.pods, { namespace, labelSelector }, { signal });
}

function unreachable(namespace: string, name: string, seen: string, cause?: unknown): InstrumentTooWeak {
  return new InstrumentTooWeak('LOAD_MASTER_UNREACHABLE', {
    expected: `the master of the Locust platform ${namespace}/${name} to run`,
    seen,
    todo: `kubectl -n ${namespace} get pods -l ${PLATFORM_LABEL}=${name}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The error when the master refuses, for example because a worker was lost: neither the target nor the caller is at fault. */
function refused(body: string): InstrumentTooWeak {
  const { refused: why = body } = parsed(body);
  return new InstrumentTooWeak('LOAD_REFUSED', { expected: 'the Locust master to start the load', seen: why });
}

function tokenRefused(namespace: string, name: string, token: string | undefined): ShakedownError {
  const secret = platformNames(name).token;
  return new ShakedownError('LOAD_TOKEN_REFUSED', {
    meaning: 'infrastructure',
    expected: `the master of the Locust platform ${namespace}/${name} to take orders`,
    seen: token === undefined ? `it demands a token, and there is no Secret ${secret}` : 'it demands another token',
    todo: `set the platform up again, which also writes the Secret ${namespace}/${secret}: shakedown loadtest setup`,
  });
}

function parsed(body: string): { refused?: string } {
  try {
    return JSON.parse(body) as { refused?: string };
  } catch {
    return {};
  }
}

function unexpected(path: string, status: number, body: string): InstrumentTooWeak {
  // The script runs in the same process, and may be why.
  return new InstrumentTooWeak('LOAD_MASTER_ANSWER', {
    expected: `the Locust master to answer ${path}`,
    seen: `${status} ${body.slice(0, 300)}`,
  });
}
