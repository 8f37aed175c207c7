import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds, type Lease, type Node } from '../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { looksAt, NODE_LEASES } from '../../cluster/rights/rights.ts';
import { serverVersion } from '../../cluster/server-version.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { heartbeatTrouble } from './node-clock.ts';
import { readConditions, said, type ConditionRules } from './node-conditions.ts';
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
  /** Why no probe agent runs there, so that its conditions are all that is judged: its kind, its operating system. */
  withoutAgent?: string;
  /** What is worth knowing although it is no failure. */
  remarks?: readonly string[];
}

/** What can be waited for of a node. */
export function node(name: string) {
  return {
    /**
     * Ready, with no condition that tells of a problem, its kubelet reporting, its clock right and its versions supported. A cordoned node is
     * right: that is somebody's decision. Of a simulated or virtual node only the conditions are judged, because it has no kubelet.
     */
    isReady: (rules: ConditionRules = {}): Condition<NodeSeen> => {
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
          return { ...seen, renewedAt, ...remarksOn(seen.node, rules) };
        },
        judge: (seen) => judgeNode(seen, rules),
      };
    },
  };
}

async function readNode(look: Look, name: string): Promise<Omit<NodeSeen, 'renewedAt'>> {
  const seen = await look.get(kinds.nodes, { name });
  const base = { node: seen, lease: undefined, apiServer: '', date: look.date } as const;
  if (!seen || whySimulated(seen) !== undefined) return base;
  const [lease, apiServer] = await Promise.all([leaseOf(look, name), serverVersion(look.cluster, look.signal)]);
  return { node: seen, lease, apiServer, date: look.date };
}

async function leaseOf({ cluster, signal }: Look, name: string): Promise<Lease | undefined> {
  return await getIfThere(cluster, kinds.leases, { namespace: NODE_LEASES, name }, signal);
}

/** Judges a node; pure. All that is wrong is reported, the most important first. */
export function judgeNode(
  { node: seen, lease, apiServer, date, renewedAt }: NodeSeen,
  rules: ConditionRules = {},
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({}, seen);
  const conditions = seen.status?.conditions ?? [];
  const wrong: string[] = [];

  const isReady = conditions.find(({ type }) => type === 'Ready');
  if (!isReady) wrong.push('its kubelet has never reported');
  else if (isReady.status !== 'True') wrong.push(`it is not ready${said(isReady)}`);
  wrong.push(...readConditions(conditions, rules).wrong);

  if (whySimulated(seen) === undefined) {
    const reported = isReady?.lastHeartbeatTime;
    const heartbeat = isMadeByVcluster(seen) ? undefined : heartbeatTrouble({ lease, reported, date, renewedAt });
    if (heartbeat !== undefined) wrong.push(heartbeat);
    const skew = versionSkew(seen.status?.nodeInfo?.kubeletVersion ?? '', apiServer);
    if (skew !== undefined) wrong.push(skew);
  }
  if (wrong.length > 0) return notYet(wrong.join('; '));
  const { remarks = [] } = remarksOn(seen, rules);
  return ready(remarks.length === 0 ? undefined : remarks.join('; '));
}

/** What is worth knowing about a node that is not wrong; pure. */
function remarksOn(seen: Node | undefined, rules: ConditionRules): Pick<NodeSeen, 'withoutAgent' | 'remarks'> {
  if (!seen) return {};
  const os = seen.status?.nodeInfo?.operatingSystem;
  const foreign = os && os !== 'linux' ? `its operating system is ${os}` : undefined;
  const withoutAgent = whySimulated(seen) ?? foreign;
  const { unknown } = readConditions(seen.status?.conditions ?? [], rules);
  const remarks = [
    ...(withoutAgent === undefined
      ? []
      : [`judged by what it reports alone: ${withoutAgent}, so no probe agent runs there`]),
    ...(isMadeByVcluster(seen)
      ? ['its heartbeat is not judged: vcluster has made it, and no kubelet reports for it']
      : []),
    ...(seen.spec?.unschedulable ? ['cordoned: no new pods but those of DaemonSets run there'] : []),
    ...unknown.map((one) => `not judged: its condition ${one}`),
  ];
  return { ...(withoutAgent !== undefined && { withoutAgent }), remarks };
}

/**
 * Whether vcluster has made the node for one of its host cluster: pods run there, but its status is written once and never again.
 * https://github.com/loft-sh/vcluster/blob/main/pkg/controllers/resources/nodes/fake_syncer.go (createFakeNode)
 */
function isMadeByVcluster({ metadata }: Node): boolean {
  return metadata?.labels?.['vcluster.loft.sh/fake-node'] === 'true';
}
