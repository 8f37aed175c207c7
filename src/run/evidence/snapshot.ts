import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Event, type Pod } from '../../cluster/kinds/kinds.ts';
import type { EvidenceText } from '../../diagnosis/evidence/collect.ts';
import { eventTable } from '../../diagnosis/evidence/describe/events.ts';
import { describeNode, nodeProblems, nodeTable } from '../../diagnosis/evidence/describe/node.ts';
import { messageOf } from '../../errors/shakedown-error.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { workloadTables } from './workload-tables.ts';

/** How many nodes with a problem are described in full. */
const DESCRIBED = 20;

/**
 * The state of the cluster before the first test, for people: nodes with what runs there, workloads, recent warnings. Nodes and workloads are those that
 * discovery has read; pods and warnings are two LISTs. What cannot be read is a line in its place; never rejects.
 * @param signal ends the LISTs.
 */
export async function snapshotOf(
  cluster: Cluster,
  inventory: Inventory,
  signal: AbortSignal,
): Promise<readonly EvidenceText[]> {
  const read = async <T>(list: Promise<readonly T[]>) => {
    try {
      return { items: await list };
    } catch (error) {
      const [why = ''] = messageOf(error).split('\n', 1);
      return { why: signal.aborted ? 'no answer in time' : why };
    }
  };
  const [pods, warnings] = await Promise.all([
    read<Pod>(cluster.list(kinds.pods, {}, { signal, share: true })),
    read<Event>(cluster.list(kinds.events, { fieldSelector: 'type=Warning' }, { signal })),
  ]);
  const now = cluster.serverDate();
  return [
    { title: 'nodes before the first test', text: nodesText(inventory, pods, now) },
    { title: 'workloads before the first test', text: workloadTables(inventory) },
    {
      title: 'warnings before the first test',
      text:
        'why' in warnings ? `not read: ${warnings.why}\n` : `${eventTable(warnings.items, now).join('\n') || 'none'}\n`,
    },
  ];
}

type Read<T> = { items: readonly T[] } | { why: string };

function nodesText({ nodes }: Inventory, pods: Read<Pod>, now: Date): string {
  if ('trouble' in nodes) return `not read: ${nodes.trouble.message.split('\n', 1)[0]}\n`;
  const bad = nodes.items.filter((node) => nodeProblems(node).length > 0);
  const versions = Map.groupBy(nodes.items, ({ status }) => status?.nodeInfo?.kubeletVersion ?? 'unknown');
  const lines = [
    `${nodes.items.length} nodes, ${bad.length} not as they should be`,
    ...[...versions].map(([version, all]) => `kubelet ${version}: ${all.length}`),
    ...('why' in pods ? [`pods are not known: ${pods.why}`] : []),
    '',
    ...nodeTable(nodes.items, 'items' in pods ? pods.items : undefined, now),
    ...bad.slice(0, DESCRIBED).flatMap((node) => ['', ...describeNode(node, now)]),
  ];
  return `${lines.join('\n')}\n`;
}
