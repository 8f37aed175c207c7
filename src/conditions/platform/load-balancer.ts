import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Event, type Service } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { timeOf } from '../../diagnosis/event-time.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { warnings } from '../workloads/read-events.ts';

/** A Service as a condition sees it that waits for its load balancer. */
export interface LoadBalancerSeen {
  service: Service | undefined;
  /** Warnings about it; read only when the reason will be shown. */
  events: readonly Event[];
}

/** Whether a Service is to have an address of a load balancer. */
export function isLoadBalancer({ spec }: Service): boolean {
  return spec?.type === 'LoadBalancer';
}

/** What can be waited for of a Service of type LoadBalancer. */
export function loadBalancer(ref: Ref & { namespace: string }) {
  return {
    /** A load balancer has given it an address. */
    hasAddress: (): Condition<LoadBalancerSeen> => ({
      title: `service ${ref.namespace}/${ref.name} has the address of a load balancer`,
      rights: [looksAt(kinds.services), looksAt(kinds.events)],
      todo: `kubectl -n ${ref.namespace} describe service ${ref.name}`,
      read: async (look) => {
        const service = await look.get(kinds.services, ref, { wholeCluster: true });
        const { items } = await warnings(look, ref.namespace, look.why && service !== undefined);
        return {
          service,
          events: items.filter(({ involvedObject }) => involvedObject.uid === service?.metadata?.uid),
        };
      },
      judge: judgeLoadBalancer,
    }),
  };
}

/** Judges a Service of type LoadBalancer; pure. Its endpoints and its cluster IP are judged elsewhere. */
export function judgeLoadBalancer({ service, events }: LoadBalancerSeen): Observation {
  if (!service || isTerminating(service)) return judgeMissing({}, service);
  if (!isLoadBalancer(service)) return doesNotApply(`its type is ${service.spec?.type} now`);
  if ((service.status?.loadBalancer?.ingress ?? []).length > 0) return ready();
  const [newest] = events.toSorted((a, b) => timeOf(b) - timeOf(a));
  const name = service.spec?.loadBalancerClass;
  const whose = name === undefined ? '' : ` of class ${name}`;
  return notYet(
    newest?.message === undefined
      ? `no load balancer${whose} has given it an address, and nothing says why: does a controller for them run?`
      : `no load balancer${whose} has given it an address: ${newest.message.trim().replaceAll(/\s+/g, ' ')}`,
  );
}
