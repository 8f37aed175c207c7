import { ClusterError } from '../cluster/cluster-error.ts';
import { kinds, type Lease, type Node } from '../cluster/kinds.ts';
import { whySimulated } from '../cluster/real-node.ts';
import { looksAt, uses } from '../cluster/rights.ts';
import { gone, notYet, ready, type Condition, type Look, type Observation } from './condition.ts';
import { versionSkew } from './version-skew.ts';

/** A node as a condition sees it. */
export interface NodeSeen {
  node: Node | undefined;
  /** Its heartbeat; not read of a simulated node. */
  lease: Lease | undefined;
  /** What its kubelet answers to the API server's question whether it is well; `forbidden` when we may not have it asked. */
  kubelet: 'ok' | 'forbidden' | 'not asked' | { trouble: string };
  /** Version of the API server: `v1.36.3`. */
  apiServer: string;
  /** The API server's time. */
  date: Date;
}

/** What can be waited for of a node. */
export function node(name: string) {
  return {
    /**
     * Ready, under no pressure, its network up, its kubelet reporting and answering, its versions supported. Cordoned is all right: that
     * is somebody's decision. Of a simulated node only what it reports is looked at, because there is nothing to answer.
     */
    isReady: (): Condition<NodeSeen> => ({
      title: `node ${name} is ready`,
      rights: [looksAt(kinds.nodes), looksAt(kinds.leases), uses(kinds.nodes, 'proxy', ['get'], 'cluster')],
      todo: `kubectl describe node ${name}`,
      read: (look) => readNode(look, name),
      judge: judgeNode,
    }),
  };
}

async function readNode(look: Look, name: string): Promise<NodeSeen> {
  const seen = await look.get(kinds.nodes, { name });
  const base = { node: seen, lease: undefined, kubelet: 'not asked', apiServer: '', date: look.date } as const;
  if (!seen || whySimulated(seen) !== undefined) return base;
  const [lease, kubelet, version] = await Promise.all([
    leaseOf(look, name),
    askKubelet(look, name),
    look.cluster.raw('/version', { signal: look.signal }),
  ]);
  const { gitVersion } = JSON.parse(version) as { gitVersion: string };
  return { node: seen, lease, kubelet, apiServer: gitVersion, date: look.date };
}

async function leaseOf(look: Look, name: string): Promise<Lease | undefined> {
  try {
    return await look.cluster.get(kinds.leases, { namespace: 'kube-node-lease', name }, { signal: look.signal });
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return undefined;
    throw error;
  }
}

async function askKubelet(look: Look, name: string): Promise<NodeSeen['kubelet']> {
  try {
    const answer = await look.cluster.raw(`/api/v1/nodes/${name}/proxy/healthz`, { signal: look.signal });
    return answer.trim() === 'ok' ? 'ok' : { trouble: answer.trim().slice(0, 300) };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code === 'CLUSTER_FORBIDDEN') return 'forbidden';
    // An answer with a server error is about the kubelet; without an answer nothing is known of it.
    if (error.status === undefined || error.status < 500) throw error;
    return { trouble: error.seen };
  }
}

/** Judges a node; pure. All that is wrong is told, the most telling first. */
export function judgeNode({ node: seen, lease, kubelet, apiServer, date }: NodeSeen): Observation {
  if (!seen) return gone('it was removed from the cluster meanwhile');
  const conditions = seen.status?.conditions ?? [];
  const simulated = whySimulated(seen);
  const wrong: string[] = [];

  const isReady = conditions.find(({ type }) => type === 'Ready');
  if (!isReady) wrong.push('its kubelet has never reported');
  else if (isReady.status !== 'True') wrong.push(`it is not ready${said(isReady)}`);
  for (const condition of conditions)
    if (BAD.has(condition.type) && condition.status === 'True') wrong.push(`${condition.type}${said(condition)}`);

  if (simulated === undefined) {
    if (typeof kubelet === 'object') wrong.push(`its kubelet does not answer that it is well: ${kubelet.trouble}`);
    const silence = silenceOf(lease, date);
    if (silence !== undefined) wrong.push(silence);
    const skew = versionSkew(seen.status?.nodeInfo?.kubeletVersion ?? '', apiServer);
    if (skew !== undefined) wrong.push(skew);
  }
  if (wrong.length > 0) return notYet(wrong.join('; '));
  const remarks = [
    simulated,
    seen.spec?.unschedulable ? 'cordoned' : undefined,
    kubelet === 'forbidden' ? 'its kubelet was not asked: no right to nodes/proxy' : undefined,
  ].filter((remark) => remark !== undefined);
  return ready(remarks.length === 0 ? undefined : remarks.join('; '));
}

/** Conditions that are bad when they are True. */
const BAD = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']);

function said({ reason, message }: { reason?: string; message?: string }): string {
  return `${reason ? ` (${reason})` : ''}${message ? `: ${message}` : ''}`;
}

/** The node controller too counts a node as lost when its Lease was not renewed for as long as it lasts (40 s unless configured). */
function silenceOf(lease: Lease | undefined, date: Date): string | undefined {
  const renewed = Date.parse(lease?.spec?.renewTime ?? '');
  if (Number.isNaN(renewed)) return 'its kubelet has no Lease in kube-node-lease';
  const silent = Math.round((date.getTime() - renewed) / 1_000);
  const lasts = lease?.spec?.leaseDurationSeconds ?? 40;
  return silent > lasts ? `its kubelet has not renewed its Lease for ${silent} s` : undefined;
}
