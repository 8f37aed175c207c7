import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds, type Lease, type Node } from '../../cluster/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { looksAt, NODE_LEASES } from '../../cluster/rights.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { versionSkew } from './version-skew.ts';

/** A node as a condition sees it. */
export interface NodeSeen {
  node: Node | undefined;
  /** Its heartbeat; not read of a simulated node. */
  lease: Lease | undefined;
  /** Version of the API server: `v1.36.3`. */
  apiServer: string;
  /** The API server's time. */
  date: Date;
  /** When a look found the Lease renewed since the look before, by the API server's time: the kubelet was alive then, even if its clock is wrong. */
  renewedAt: Date | undefined;
}

/** What can be waited for of a node. */
export function node(name: string) {
  return {
    /**
     * Ready, under no pressure, with its network up, its kubelet reporting and its versions supported. A cordoned node is right: that is somebody's
     * decision. Of a simulated node only the conditions are judged, because it has no kubelet.
     */
    isReady: (): Condition<NodeSeen> => {
      let before: string | undefined;
      let renewedAt: Date | undefined;
      return {
        title: `node ${name} is ready`,
        rights: [looksAt(kinds.nodes), { ...looksAt(kinds.leases), verbs: ['get'], scope: 'node leases' }],
        todo: `kubectl describe node ${name}`,
        read: async (look) => {
          const seen = await readNode(look, name);
          const time = seen.lease?.spec?.renewTime;
          if (before !== undefined && time !== before) renewedAt = seen.date;
          before = time;
          return { ...seen, renewedAt };
        },
        judge: judgeNode,
      };
    },
  };
}

async function readNode(look: Look, name: string): Promise<Omit<NodeSeen, 'renewedAt'>> {
  const seen = await look.get(kinds.nodes, { name });
  const base = { node: seen, lease: undefined, apiServer: '', date: look.date } as const;
  if (!seen || whySimulated(seen) !== undefined) return base;
  const [lease, version] = await Promise.all([
    leaseOf(look, name),
    look.cluster.raw('/version', { signal: look.signal }),
  ]);
  const { gitVersion } = JSON.parse(version) as { gitVersion: string };
  return { node: seen, lease, apiServer: gitVersion, date: look.date };
}

async function leaseOf({ cluster, signal }: Look, name: string): Promise<Lease | undefined> {
  return await getIfThere(cluster, kinds.leases, { namespace: NODE_LEASES, name }, signal);
}

/** Judges a node; pure. All that is wrong is reported, the most important first. */
export function judgeNode({ node: seen, lease, apiServer, date, renewedAt }: NodeSeen): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({}, seen);
  const conditions = seen.status?.conditions ?? [];
  const simulated = whySimulated(seen);
  const wrong: string[] = [];

  const isReady = conditions.find(({ type }) => type === 'Ready');
  if (!isReady) wrong.push('its kubelet has never reported');
  else if (isReady.status !== 'True') wrong.push(`it is not ready${said(isReady)}`);
  for (const condition of conditions)
    if (BAD.has(condition.type) && condition.status === 'True') wrong.push(`${condition.type}${said(condition)}`);

  if (simulated === undefined) {
    const stale = staleLease(lease, date, renewedAt);
    if (stale !== undefined) wrong.push(stale);
    const skew = versionSkew(seen.status?.nodeInfo?.kubeletVersion ?? '', apiServer);
    if (skew !== undefined) wrong.push(skew);
  }
  if (wrong.length > 0) return notYet(wrong.join('; '));
  const remarks = [simulated, seen.spec?.unschedulable ? 'cordoned' : undefined].filter((one) => one !== undefined);
  return ready(remarks.length === 0 ? undefined : remarks.join('; '));
}

/** Conditions that are bad when they are True. */
const BAD = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']);

function said({ reason, message }: { reason?: string; message?: string }): string {
  return `${reason ? ` (${reason})` : ''}${message ? `: ${message}` : ''}`;
}

/** Like the node controller, counts a node as lost when its Lease was not renewed for its duration (40 s unless configured). */
function staleLease(lease: Lease | undefined, date: Date, renewedAt: Date | undefined): string | undefined {
  const renewed = Date.parse(lease?.spec?.renewTime ?? '');
  if (Number.isNaN(renewed)) return 'its kubelet has no Lease in kube-node-lease';
  const since = (moment: number) => Math.round((date.getTime() - moment) / 1_000);
  const lasts = lease?.spec?.leaseDurationSeconds ?? 40;
  if (since(renewed) <= lasts) return undefined;
  if (renewedAt === undefined || since(renewedAt.getTime()) > lasts)
    return `its kubelet has not renewed its Lease for ${since(renewed)} s`;
  const behind = Math.round((renewedAt.getTime() - renewed) / 1_000);
  return `its clock is ${behind} s behind that of the API server: its kubelet renews its Lease, with times that are long over`;
}
