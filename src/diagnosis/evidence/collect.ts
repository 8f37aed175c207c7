import type { Cluster } from '../../cluster/cluster.ts';
import { ClusterError, isForbidden } from '../../cluster/cluster-error.ts';
import { isSameKind, type Kind, type ObjectId } from '../../cluster/kinds/kind.ts';
import { kinds, type Event, type Pod } from '../../cluster/kinds/kinds.ts';
import { formatObject } from '../../cluster/kinds/paths.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';
import { podTrouble } from '../pod-trouble.ts';
import { clusterAround } from './around.ts';
import type { Related } from './collector.ts';
import { collectorOf } from './collectors.ts';
import { eventTable } from './describe/events.ts';
import { nodeLabels, nodeTable } from './describe/node.ts';
import { describeObject, type Described } from './describe/object.ts';
import { describePod, podTable } from './describe/pod.ts';
import { readLogs } from './logs.ts';
import { evidenceReader, type EvidenceReader } from './reader.ts';
import { podSeries, type AskSeries } from './series.ts';
import { claimsOf } from './kinds/claim.ts';

/** How many pods are described in full, the worst ones; how many are in the table; of how many nodes the labels are shown. */
const MOST = { described: 3, pods: 30, labelled: 20 };

/** A text about a failure, for people. */
export interface EvidenceText {
  title: string;
  text: string;
}

/** What evidence is collected with. */
export interface CollectOptions {
  cluster: Cluster;
  /** Ends it; what was read by then is kept. */
  signal: AbortSignal;
  /** Why no logs are read in a namespace, if so. */
  whyNoLogs: (namespace: string) => string | undefined;
  /** Called when the account may not read the logs in a namespace. */
  logsRefused: (namespace: string) => void;
  logLines: number;
  /** How to ask Prometheus; `undefined` when there is none. */
  series: () => Promise<AskSeries | undefined>;
}

/**
 * What explains the state of some objects at this moment, or, without any, of the cluster: a description of each and of what belongs to it, events, logs, nodes, series. Each source is
 * read by itself: one that fails leaves a line that says so. Never rejects.
 */
export async function collectEvidence(
  objects: readonly ObjectId[],
  options: CollectOptions,
): Promise<readonly EvidenceText[]> {
  const reader = evidenceReader(options.cluster, options.signal);
  if (objects.length === 0) return await clusterAround(reader, (error) => whyNot(error, options.signal));
  const texts = await Promise.all(objects.map((object) => ofObject(object, reader, options)));
  return texts.flat();
}

/** One of the objects. */
async function ofObject(id: ObjectId, reader: EvidenceReader, options: CollectOptions): Promise<EvidenceText[]> {
  const why = (error: unknown) => whyNot(error, options.signal);
  const missing: string[] = [];
  /** What a source has, or a line in its place. */
  const source = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      missing.push(`${what} could not be read: ${why(error)}`);
      return undefined;
    }
  };
  const object = await source(formatObject(id.kind, id.ref), () => reader.get(id.kind as Kind<object>, id.ref));
  const isUnread = missing.length > 0;
  const related: Related =
    (object && (await source('what belongs to it', async () => collectorOf(id.kind)?.related(object, reader)))) ?? {};
  const pods = worstFirst(related.pods ?? []);
  const [others, events, nodes, claims, logs, series] = await Promise.all([
    Promise.all(
      (related.objects ?? []).map((other) =>
        source(formatObject(other.kind, other.ref), async () => {
          const found = await reader.get(other.kind as Kind<object>, other.ref);
          return found
            ? describeObject(other, found, reader.now)
            : [`${formatObject(other.kind, other.ref)} does not exist`];
        }),
      ),
    ),
    source('the events', () => eventsAbout(id, object, related, reader)),
    source('the nodes', () => nodesOf(pods, reader)),
    isSameKind(id.kind, kinds.persistentVolumeClaims)
      ? []
      : source('the claims of its pods', () => claimsOf(pods, reader)),
    logsOf(pods, reader, options, why),
    source('the series of Prometheus', () => seriesOf(pods, options)),
  ]);
  const isPod = isSameKind(id.kind, kinds.pods);
  const isNode = isSameKind(id.kind, kinds.nodes);
  const itself = !object
    ? [`${formatObject(id.kind, id.ref)} ${isUnread ? 'is not known' : 'does not exist'}`]
    : isPod || isNode
      ? []
      : describeObject(id, object, reader.now);
  const table = isPod ? [] : podTable(pods.slice(0, MOST.pods), reader.now);
  const left = pods.length > MOST.pods ? [`${pods.length - MOST.pods} more pods are left out`] : [];
  const described = pods.filter((pod) => isPod || podTrouble(pod)).slice(0, MOST.described);
  const state = sections([
    itself,
    [...(related.lines ?? [])],
    [...table, ...left],
    ...described.map((pod) => describePod(pod, reader.now)),
    ...others.flatMap((lines) => (lines ? [lines] : [])),
    claims ?? [],
    nodes ?? [],
    [...missing, ...(logs.none === undefined ? [] : [logs.none])],
  ]);
  return [
    { title: 'state', text: state },
    ...(events === undefined
      ? []
      : [{ title: 'events', text: sections([events.length > 0 ? events : ['no events']]) }]),
    ...logs.texts,
    ...(series !== undefined && series.length > 0 ? [{ title: 'series', text: sections([series]) }] : []),
  ];
}

/** The logs of the pods; or why none are read, as a line. */
async function logsOf(
  pods: readonly Pod[],
  reader: EvidenceReader,
  { whyNoLogs, logsRefused, logLines }: CollectOptions,
  why: (error: unknown) => string,
): Promise<{ texts: EvidenceText[]; none?: string }> {
  const [first] = pods;
  if (logLines === 0 || !first) return { texts: [] };
  const namespace = first.metadata?.namespace ?? '';
  const none = whyNoLogs(namespace);
  if (none !== undefined) return { texts: [], none };
  const texts = await readLogs(pods, reader, logLines, (error) => {
    if (isForbidden(error)) logsRefused(namespace);
    return why(error);
  });
  const refused = whyNoLogs(namespace);
  return refused === undefined ? { texts } : { texts: [], none: refused };
}

/** The events about an object and all that belongs to it. */
async function eventsAbout(
  { kind, ref }: ObjectId,
  object: Described | undefined,
  { pods = [], uids = [], objects = [] }: Related,
  reader: EvidenceReader,
): Promise<string[]> {
  const isMeant = new Set([...uids, ...pods.flatMap(({ metadata }) => metadata?.uid ?? [])]);
  const own = object?.metadata?.uid;
  if (own !== undefined) isMeant.add(own);
  const claims = pods.flatMap(({ spec }) =>
    (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []),
  );
  const names = new Set([
    `${kind.kind}/${ref.name}`,
    ...objects.map((other) => `${other.kind.kind}/${other.ref.name}`),
    ...claims.map((name) => `PersistentVolumeClaim/${name}`),
  ]);
  const { namespace } = ref;
  const selection = namespace === undefined ? { fieldSelector: `involvedObject.kind=${kind.kind}` } : { namespace };
  const all: readonly Event[] = await reader.list(kinds.events, selection);
  const about = all.filter(
    ({ involvedObject: of }) => isMeant.has(of.uid ?? '') || names.has(`${of.kind ?? ''}/${of.name ?? ''}`),
  );
  return eventTable(about, reader.now);
}

/** The nodes of the pods that are in trouble; all of them, with what runs there, when a pod has no node. */
async function nodesOf(pods: readonly Pod[], reader: EvidenceReader): Promise<string[]> {
  const troubled = pods.filter((pod) => podTrouble(pod));
  if (troubled.length === 0) return [];
  const nodes = await reader.list(kinds.nodes);
  const isWaiting = troubled.some(({ spec, status }) => spec?.nodeName === undefined && status?.phase === 'Pending');
  if (isWaiting)
    return [
      ...nodeTable(nodes, await reader.list(kinds.pods), reader.now),
      ...nodeLabels(nodes.slice(0, MOST.labelled)),
    ];
  const names = new Set(troubled.map(({ spec }) => spec?.nodeName));
  return nodeTable(
    nodes.filter(({ metadata }) => names.has(metadata?.name)),
    undefined,
    reader.now,
  );
}

function worstFirst(pods: readonly Pod[]): Pod[] {
  const weight = (pod: Pod) => podTrouble(pod)?.weight ?? 0;
  return pods.toSorted((a, b) => weight(b) - weight(a));
}

function sections(all: readonly (readonly string[])[]): string {
  return `${all
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Why something could not be read, in a few words. */
function whyNot(error: unknown, signal: AbortSignal): string {
  if (signal.aborted && !(error instanceof ClusterError)) return 'the time for evidence was over';
  const [first = ''] = (
    error instanceof ClusterError ? error.seen : error instanceof Error ? error.message : String(error)
  ).split('\n', 1);
  return first;
}

async function seriesOf(pods: readonly Pod[], { series, signal }: CollectOptions): Promise<string[]> {
  if (pods.length === 0) return [];
  const ask = await unlessAborted(series(), signal);
  return ask ? podSeries(pods, ask, signal) : [];
}
