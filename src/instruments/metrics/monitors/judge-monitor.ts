import type { Pod, Service } from '../../../cluster/kinds/kinds.ts';
import { selects, selectorText } from '../../../conditions/kinds/label-selector.ts';
import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { judgeMissing } from '../../../conditions/workloads/judge-workload.ts';
import type { Monitor } from './monitor.ts';

/** What is known of a monitor at one look. */
export interface MonitorSeen {
  /** Absent when it does not exist. */
  monitor: Monitor | undefined;
  /** What it may select: Services, or pods that run. */
  objects: readonly (Service | Pod)[];
  /** Whether Prometheus has scrape jobs of it; a reason where that is not known. */
  pickedUp: boolean | { unknown: string };
}

/** What a monitor selects, in sentences. */
export type Selected = 'Service' | 'pod';

/** Judges whether a monitor selects something, with a port that it names, and is picked up; pure. */
export function judgeMonitor(seen: MonitorSeen, what: Selected): Observation {
  const { monitor, objects, pickedUp } = seen;
  if (!monitor || monitor.metadata?.deletionTimestamp !== undefined) return judgeMissing({}, monitor);
  const due = { inMs: 5_000 };
  const selected = selectedBy(monitor, objects);
  if (selected.length === 0)
    return { ...notYet(`it selects nothing: no ${what} in ${placeOf(monitor)} has ${labelsOf(monitor)}`), due };
  const port = missingPort(monitor, selected);
  if (port !== undefined) {
    const [first] = selected;
    return {
      ...notYet(
        `no ${what} that it selects has the port ${port}, as ${first?.metadata?.namespace}/${first?.metadata?.name}`,
      ),
      due,
    };
  }
  if (pickedUp === true) return ready();
  if (pickedUp === false)
    return {
      ...notYet('Prometheus has not picked it up: it has no scrape job of it'),
      todo: 'compare its labels and its namespace with the selectors of the Prometheus object',
      due,
    };
  return { ...notYet(`whether it is picked up is not known: ${pickedUp.unknown}`), isUnjudged: true, due };
}

/** The objects that a monitor selects; pure. */
export function selectedBy<T extends Service | Pod>({ metadata, spec }: Monitor, objects: readonly T[]): T[] {
  const { any = false, matchNames = [] } = spec?.namespaceSelector ?? {};
  const places = new Set(matchNames.length > 0 ? matchNames : [metadata?.namespace ?? '']);
  return objects.filter(
    ({ metadata: of }) => (any || places.has(of?.namespace ?? '')) && selects(spec?.selector ?? {}, of?.labels),
  );
}

/** The first named port of the monitor that nothing selected has. Numbers are the containers' own, and are left to the scrape. */
function missingPort({ spec }: Monitor, selected: readonly (Service | Pod)[]): string | undefined {
  const names = (spec?.endpoints ?? spec?.podMetricsEndpoints ?? []).flatMap(({ port }) => port ?? []);
  const offered = new Set(selected.flatMap(portsOf));
  return names.find((name) => !offered.has(name));
}

function portsOf({ spec }: Service | Pod): string[] {
  if (!spec) return [];
  if ('containers' in spec) {
    const all = [...spec.containers, ...(spec.initContainers ?? [])];
    return all.flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? []));
  }
  return (('ports' in spec && spec.ports) || []).flatMap(({ name }) => name ?? []);
}

function placeOf({ metadata, spec }: Monitor): string {
  const { any, matchNames = [] } = spec?.namespaceSelector ?? {};
  if (any) return 'any namespace';
  return `namespace ${(matchNames.length > 0 ? matchNames : [metadata?.namespace]).slice(0, 3).join(', ')}`;
}

function labelsOf({ spec }: Monitor): string {
  const text = selectorText(spec?.selector ?? {});
  return text === '' ? 'any labels' : `the labels ${text.slice(0, 120)}`;
}
