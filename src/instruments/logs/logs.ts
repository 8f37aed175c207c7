import { createHash, randomBytes } from 'node:crypto';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Node, type Pod } from '../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { notYet, ready, type Condition } from '../../conditions/waiting/condition.ts';
import { retryTransient } from '../../conditions/waiting/retry-transient.ts';
import { until } from '../../conditions/waiting/until.ts';
import { WaitError } from '../../conditions/waiting/wait-error.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { JOB_LABEL, podOfJob } from '../../objects/one-pod-job.ts';
import { suiteImage } from '../../objects/image.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { searchLines, type LineSearch } from './apart/search.ts';
import { ArrivalWatch } from './arrival-watch.ts';
import { deleteCollector } from './collector.ts';
import type { FoundStore } from './find/open-store.ts';
import { figuresOf } from './ledger/figures.ts';
import { remarksOf } from './ledger/judge-arrival.ts';
import { writingMs } from './lines/line-plan.ts';
import { writerJob, WRITER_CONTAINER, type WriterPlan } from './writer/writer-job.ts';
import { linesBefore, tellToGoOn } from './writer/go-on.ts';
import { isRotated } from './writer/is-rotated.ts';
import { writerState } from './writer/writer-state.ts';
import type { LogStore } from './stores/log-store.ts';
import type { LogWriter } from './writer/log-writer.ts';

/** How much longer than its rates say a writer may take, in milliseconds: on a busy node, and until its end is reported. */
const SLOWER_MS = 30_000;

/** The time between two looks at one writer, and what each of many writers adds to it, in milliseconds: 10 looks a second in all, of two questions each. */
const LEAST_LOOK_MS = 500;
const LOOK_MS_EACH = 100;

/** How lines are written, and where. */
export interface WriteOptions extends WriterPlan {
  /** What it is for, in a word, for its name. */
  name: string;
  /** The node that its pod runs on. @default any real one */
  on?: string;
  /** Where the lines have to arrive. @default the log store of the cluster, found or configured */
  store?: LogStore;
  /** Whether lost lines are only measured, however many they are. @default they are judged by the budget of the configuration */
  mayLose?: boolean;
  /** The id of the check that tells that the node is not ready; if the run executes it, this one is skipped then. */
  toldBy?: string;
}

/** Writers of numbered lines, and the store in which they have to arrive. */
export interface Logs {
  /**
   * Starts a writer, and returns when it runs. Ends the check as absent where the cluster has no log store, and as skipped where the node is not
   * a real one.
   * @throws InstrumentTooWeak NO_LOG_WRITER when it does not start; ShakedownError LOG_STORE_AMBIGUOUS
   */
  write(options: WriteOptions): Promise<LogWriter>;
  /**
   * Deletes the pod of the collector on a node, which its DaemonSet replaces. Ends the check as skipped where the configuration names no collector
   * (`logs.collector`), or none of its pods is on the node.
   */
  replaceCollector(node: string): Promise<void>;
  /**
   * Begins a search for lines that pods of the suite write in another namespace than that of the writers. Ends the check as absent where the cluster has no
   * log store.
   * @throws ShakedownError LOG_STORE_AMBIGUOUS
   */
  search(): Promise<LineSearch>;
}

/** What all checks of a run share. */
export interface SharedLogs {
  /** Finds the store of the run. */
  store(signal: AbortSignal): Promise<FoundStore>;
  /** The names of the writers that are watched. */
  watched: Set<string>;
  /** Chooses the nodes that are tested where there are too many. */
  seed: string;
}

/** The writers of one check. */
export function logsFor(run: RunContext, { store, watched, seed }: SharedLogs, scope: CheckScope): Logs {
  const { cluster, config, objects, executes = () => false } = run;
  return {
    write: async ({ name: purpose, on, toldBy, store: given, mayLose = false, ...plan }) => {
      const found = given ? { store: given } : await scope.waiting('the log store is found', store);
      if ('absent' in found) scope.absent('logs', found.absent);
      const nodes = await scope.waiting('the nodes are listed', (signal) =>
        retryTransient(cluster, { title: 'the nodes are listed', withinMs: scope.remaining(), signal }, (ofTry) =>
          cluster.list(kinds.nodes, {}, { signal: ofTry }),
        ),
      );
      const isTold = toldBy !== undefined && executes(toldBy);
      const why =
        on === undefined
          ? undefined
          : (whyNot(on, nodes, isTold, toldBy) ?? notSampled(on, nodes, config.logs.nodes, seed));
      if (why !== undefined) scope.skip(why);
      const id = randomBytes(5).toString('hex');
      const ref = { namespace: config.namespaces.workloads, name: `log-writer-${purpose}-${id}` };
      const runWord = `s${id}`;
      const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
      const since = cluster.serverDate();
      const manifest = writerJob({ ...plan, ...ref, image: suiteImage(config), run: runWord, node: on, simulated });
      await scope.waiting(`${ref.name} is created`, (signal) => objects.create(kinds.jobs, manifest, signal));
      const pod = await scope.waiting(`${ref.name} runs`, (signal) => started(run, ref, scope, signal));
      const origin = { namespace: ref.namespace, pod: pod.name, container: WRITER_CONTAINER, node: pod.node };
      const lines = [...plan.lines, ...(plan.atDeletion ?? [])].map(({ kind, count }) => ({ kind, count }));
      const written = { run: runWord, lines, origin };
      const within: Duration = `${Math.ceil(writingMs(plan.lines) + SLOWER_MS + milliseconds(config.logs.visible))}ms`;
      const watch = new ArrivalWatch({
        ...{ store: found.store, written, since, cluster },
        endsByDeletion: (plan.atDeletion ?? []).length > 0,
      });
      const podRef = { namespace: ref.namespace, name: pod.name };
      let holds = 0;
      watched.add(ref.name);
      return {
        ref,
        node: pod.node,
        written,
        within,
        budget: { ...config.logs.budget, ...(mayLose && { lost: Number.POSITIVE_INFINITY }) },
        visibleMs: milliseconds(config.logs.visible),
        store: found.store.title,
        linesBefore: () => linesBefore(plan, holds),
        goOn: async () => {
          await scope.waiting(`${ref.name} is told to go on`, (signal) =>
            tellToGoOn(cluster, podRef, holds + 1, { withinMs: scope.remaining(), signal }),
          );
          holds += 1;
        },
        lookMs: () => Math.max(LEAST_LOOK_MS, watched.size * LOOK_MS_EACH),
        read: (look) => watch.read(look, podRef),
        figures: () => figuresOf(watch.ledger, watch.timeToVisible()),
        remarks: () => (watch.ledger ? remarksOf(watch.ledger, watch.foreign) : []),
        isRotated: () =>
          scope.waiting(`the log of ${ref.name} is read`, (signal) => isRotated(cluster, podRef, signal)),
        delete: () => scope.waiting(`${ref.name} is deleted`, (signal) => objects.delete(kinds.jobs, ref, signal)),
        [Symbol.asyncDispose]: () => {
          watched.delete(ref.name);
          return scope.waiting(`${ref.name} is removed`, () => objects.remove([{ kind: kinds.jobs, ref }]));
        },
      };
    },
    search: async () => {
      const found = await scope.waiting('the log store is found', store);
      if ('absent' in found) scope.absent('logs', found.absent);
      const { namespaces, logs } = config;
      return searchLines({
        ...{ store: found.store, cluster, run: `s${randomBytes(5).toString('hex')}`, most: logs.nodes },
        ...{ namespaces: [namespaces.suite, namespaces.workloads], visible: logs.visible },
      });
    },
    replaceCollector: (node) =>
      scope.waiting(`the log collector on node ${node} is replaced`, async (signal) => {
        const replaced = await deleteCollector(cluster, config.logs.collector, node, signal);
        if ('why' in replaced) scope.skip(replaced.why);
      }),
  };
}

/** Why a node has no writer, by facts; `undefined` when it has one. Pure. */
export function whyNot(
  name: string,
  nodes: readonly Node[],
  isTold: boolean,
  toldBy: string | undefined,
): string | undefined {
  const node = nodes.find(({ metadata }) => metadata?.name === name);
  if (!node) return `node ${name} was deleted during the run`;
  const simulated = whySimulated(node);
  if (simulated !== undefined) return `no log writer on node ${name}: ${simulated}`;
  const os = node.metadata?.labels?.['kubernetes.io/os'] ?? 'linux';
  if (os !== 'linux') return `no log writer on node ${name}: its operating system is ${os}`;
  const isReady = node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  return isTold && !isReady ? `no log writer on node ${name}: it is not ready, as ${toldBy} tells` : undefined;
}

/**
 * Why a node is not tested where there are more than `most` that could be: a sample, different in each run; pure.
 * @param seed of the run.
 */
export function notSampled(name: string, nodes: readonly Node[], most: number, seed: string): string | undefined {
  const names = nodes.filter((node) => whySimulated(node) === undefined).map(({ metadata }) => metadata?.name ?? '');
  if (names.length <= most) return undefined;
  const rank = (one: string) => createHash('sha256').update(`${seed} ${one}`).digest('hex');
  const own = rank(name);
  const before = names.filter((one) => rank(one) < own).length;
  return before < most
    ? undefined
    : `node ${name} is not in the sample of ${most} of ${names.length} nodes (logs.nodes)`;
}

/** Waits until the pod of a writer runs or has run. */
async function started(
  { cluster, config }: RunContext,
  ref: Required<Ref>,
  scope: CheckScope,
  signal: AbortSignal,
): Promise<{ name: string; node: string }> {
  const runs: Condition<Pod | undefined> = {
    title: `log writer ${ref.name} runs`,
    rights: [],
    read: async (look) => podOfJob(await look.list(kinds.pods, { namespace: ref.namespace }), ref.name),
    judge: (pod) => {
      const state = pod ? writerState(pod) : ({ state: 'starting', reason: 'its pod is not created' } as const);
      return state.state === 'starting' ? notYet(state.reason) : ready();
    },
  };
  const noWriter = (seen: string, cause?: unknown) =>
    new InstrumentTooWeak('NO_LOG_WRITER', {
      ...{ expected: 'a log writer to run', seen, cause },
      todo: `kubectl -n ${ref.namespace} describe job,pod -l ${JOB_LABEL}=${ref.name}`,
    });
  const withinMs = Math.min(milliseconds(config.time.rollout), scope.remaining());
  const { seen: pod } = await until(cluster, runs, { withinMs, signal }).catch((error: unknown) => {
    if (!(error instanceof WaitError) || error.state.observation?.state !== 'not yet') throw error;
    throw noWriter(error.state.observation.reason, error);
  });
  const state = writerState(pod);
  if (state.state === 'broken') throw noWriter(state.reason);
  return { name: pod?.metadata?.name ?? '', node: pod?.spec?.nodeName ?? '' };
}
