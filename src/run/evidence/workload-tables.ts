import { columns } from '../../diagnosis/evidence/describe/lines.ts';
import type { Discovered, Inventory } from '../../inventory/inventory.ts';

/** How many objects of a kind are in its table, those that are not complete first. */
const MOST = 500;

/** An object of a table: whose it is, whether it is as it should be, and its figures. */
interface Row {
  metadata?: { namespace?: string; name?: string } | undefined;
  isComplete: boolean;
  cells: readonly (string | number)[];
}

/** The state of all workloads that discovery has found, kind by kind; pure. */
export function workloadTables(inventory: Inventory): string {
  const { deployments, statefulSets, daemonSets, jobs, horizontalPodAutoscalers, persistentVolumeClaims } = inventory;
  return [
    table(
      'Deployments',
      ['DESIRED', 'READY', 'UPDATED', 'AVAILABLE'],
      deployments,
      ({ metadata, spec, status = {} }) => {
        const desired = spec?.replicas ?? 1;
        const { readyReplicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
        const isComplete = readyReplicas === desired && updatedReplicas === desired && availableReplicas === desired;
        return { metadata, isComplete, cells: [desired, readyReplicas, updatedReplicas, availableReplicas] };
      },
    ),
    table('StatefulSets', ['DESIRED', 'READY', 'UPDATED'], statefulSets, ({ metadata, spec, status }) => {
      const desired = spec?.replicas ?? 1;
      const { readyReplicas = 0, updatedReplicas = 0 } = status ?? {};
      return { metadata, isComplete: readyReplicas === desired, cells: [desired, readyReplicas, updatedReplicas] };
    }),
    table('DaemonSets', ['DESIRED', 'READY', 'UPDATED', 'AVAILABLE'], daemonSets, ({ metadata, status }) => {
      const { desiredNumberScheduled: desired = 0, numberReady = 0 } = status ?? {};
      const cells = [desired, numberReady, status?.updatedNumberScheduled ?? 0, status?.numberAvailable ?? 0];
      return { metadata, isComplete: numberReady === desired, cells };
    }),
    table('Jobs', ['ACTIVE', 'SUCCEEDED', 'FAILED'], jobs, ({ metadata, status }) => {
      const { active = 0, succeeded = 0, failed = 0 } = status ?? {};
      return { metadata, isComplete: failed === 0, cells: [active, succeeded, failed] };
    }),
    table(
      'HPAs',
      ['TARGET', 'MIN', 'MAX', 'CURRENT', 'DESIRED'],
      horizontalPodAutoscalers,
      ({ metadata, spec, status }) => {
        const { kind, name } = spec?.scaleTargetRef ?? { kind: '', name: '' };
        const { currentReplicas = 0, desiredReplicas = 0 } = status ?? {};
        const cells = [
          `${kind}/${name}`,
          spec?.minReplicas ?? 1,
          spec?.maxReplicas ?? '?',
          currentReplicas,
          desiredReplicas,
        ];
        return { metadata, isComplete: currentReplicas === desiredReplicas, cells };
      },
    ),
    table(
      'PersistentVolumeClaims',
      ['PHASE', 'CLASS', 'SIZE'],
      persistentVolumeClaims,
      ({ metadata, spec, status }) => {
        const cells = [status?.phase ?? '', spec?.storageClassName ?? '', status?.capacity?.['storage'] ?? ''];
        return { metadata, isComplete: status?.phase === 'Bound', cells };
      },
    ),
  ].join('\n');
}

function table<T>(title: string, head: readonly string[], found: Discovered<T>, rowOf: (object: T) => Row): string {
  if ('trouble' in found) return `${title}: not read (${found.trouble.message.split('\n', 1)[0]})\n`;
  const rows = found.items.map(rowOf).toSorted((a, b) => Number(a.isComplete) - Number(b.isComplete));
  const incomplete = rows.filter(({ isComplete }) => !isComplete).length;
  const lines = columns(
    ['OBJECT', ...head, ''],
    rows
      .slice(0, MOST)
      .map(({ metadata, isComplete, cells }) => [
        `${metadata?.namespace}/${metadata?.name}`,
        ...cells.map(String),
        isComplete ? '' : '!',
      ]),
  );
  const left = rows.length > MOST ? [`and ${rows.length - MOST} more`] : [];
  const count = rows.length === 0 ? 'none' : `${rows.length}, ${incomplete} not as they should be`;
  return `${[`${title}: ${count}`, ...lines, ...left].join('\n')}\n`;
}
