import type { Kind, Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type Pod, type Service } from '../../../cluster/kinds/kinds.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import type { Condition, Look } from '../../../conditions/waiting/condition.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { read } from '../api/read.ts';
import { judgeMonitor, type MonitorSeen } from './judge-monitor.ts';
import { jobPrefix, monitorKinds, type Monitor } from './monitor.ts';

/** A ServiceMonitor or PodMonitor selects something with the ports that it names, and Prometheus has picked it up. */
export function monitorIsPickedUp(
  prometheus: PrometheusApi,
  kind: Kind<Monitor>,
  ref: Required<Ref>,
): Condition<MonitorSeen> {
  const isOfServices = kind.kind === 'ServiceMonitor';
  return {
    title: `${kind.kind} ${ref.namespace}/${ref.name} selects something, and is picked up by Prometheus`,
    rights: monitorIsPickedUp.rights,
    todo: `kubectl -n ${ref.namespace} get ${kind.resource}.${kind.group} ${ref.name} -o yaml`,
    read: async (look) => {
      const monitor = await look.get(kind, ref, { wholeCluster: true });
      if (!monitor) return { monitor, objects: [], pickedUp: false };
      const [objects, pickedUp] = await Promise.all([
        isOfServices ? look.list(kinds.services, around(monitor)) : runningPods(monitor, look),
        isPickedUp(prometheus, jobPrefix(kind, monitor), look),
      ]);
      return { monitor, objects, pickedUp };
    },
    judge: (seen) => judgeMonitor(seen, isOfServices ? 'Service' : 'pod'),
  };
}

monitorIsPickedUp.rights = [
  looksAt(monitorKinds.serviceMonitors),
  looksAt(monitorKinds.podMonitors),
  looksAt(kinds.services),
  looksAt(kinds.pods),
];

function around({ metadata, spec }: Monitor): { around: readonly string[] } | undefined {
  const { any, matchNames = [] } = spec?.namespaceSelector ?? {};
  if (any) return undefined;
  return { around: matchNames.length > 0 ? matchNames : [metadata?.namespace ?? ''] };
}

async function runningPods(monitor: Monitor, look: Look): Promise<readonly (Pod | Service)[]> {
  const pods = await look.list(kinds.pods, around(monitor));
  return pods.filter(({ status }) => status?.phase === 'Running');
}

async function isPickedUp(prometheus: PrometheusApi, prefix: string, look: Look): Promise<MonitorSeen['pickedUp']> {
  const seen = await read(
    () => prometheus.scrapePools(look.signal),
    (pools) => ({ isThere: pools.some((pool) => pool.startsWith(prefix)) }),
  );
  const [other] = prometheus.others ?? [];
  if ('isThere' in seen && !seen.isThere && other !== undefined)
    return {
      unknown: `${prometheus.name} has not picked it up, and ${other} is not asked (prometheus.service names another)`,
    };
  if ('isThere' in seen) return seen.isThere;
  return { unknown: 'unserved' in seen ? seen.unserved : seen.trouble };
}
