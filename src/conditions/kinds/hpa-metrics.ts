import type { Hpa } from '../../cluster/kinds/kinds.ts';
import { quantity } from '../../cluster/pods/quantity.ts';

type Spec = NonNullable<NonNullable<Hpa['spec']>['metrics']>[number];
type Current = NonNullable<NonNullable<Hpa['status']>['currentMetrics']>[number];
type Target = Spec extends infer S ? (S extends { resource?: { target: infer T } } ? T : never) : never;
type Value = { averageUtilization?: number; averageValue?: string; value?: string };

/** One metric of an HPA: its target and its current value. */
export interface MetricReading {
  type: string;
  /** For messages: `cpu`, `cpu of container app`, `queue_depth`. */
  name: string;
  /** Percent of the pods' requests, or an amount: per pod, or in all. */
  unit: '%' | 'per pod' | 'in all';
  target: number;
  /** What the autoscaler last read; absent when it could not read the metric. */
  current?: number;
  /** Current value divided by target: above 1 the autoscaler wants more pods. */
  ratio?: number;
}

/** The metrics of an HPA, in the order of its spec, each with what the autoscaler last read. */
export function metricsOf(hpa: Hpa): MetricReading[] {
  const currents = hpa.status?.currentMetrics ?? [];
  return (hpa.spec?.metrics ?? []).map((spec) => {
    const { name, target } = parts(spec);
    const found = currents.find((current) => current.type === spec.type && parts(current).key === parts(spec).key);
    return reading(spec.type, name, target, found && parts(found).current);
  });
}

/** The metric that wants the most replicas; `undefined` when none was read. */
export function highest(readings: readonly MetricReading[]): MetricReading | undefined {
  return readings.filter(({ ratio }) => ratio !== undefined).sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0))[0];
}

/** A reading as text: `cpu is at 35 % of a target of 50 %`. */
export function formatReading({ name, unit, target, current }: MetricReading): string {
  const amount = (value: number) => (unit === '%' ? `${value} %` : `${Number(value.toPrecision(4))} ${unit}`);
  return current === undefined
    ? `${name} could not be read (target ${amount(target)})`
    : `${name} is at ${amount(current)} of a target of ${amount(target)}`;
}

function reading(type: string, name: string, target: Target | undefined, current: Value | undefined): MetricReading {
  const [unit, wanted, seen] = pick(target, current);
  const base = { type, name, unit, target: wanted };
  if (seen === undefined) return base;
  return { ...base, current: seen, ...(wanted > 0 && { ratio: seen / wanted }) };
}

/** The current value in the unit of the target: the status of a metric often has it in several units. */
function pick(
  target: Target | undefined,
  current: Value | undefined,
): [MetricReading['unit'], number, number | undefined] {
  if (target?.averageUtilization !== undefined) return ['%', target.averageUtilization, current?.averageUtilization];
  if (target?.averageValue !== undefined)
    return ['per pod', quantity(target.averageValue) ?? 0, quantity(current?.averageValue)];
  return ['in all', quantity(target?.value) ?? 0, quantity(current?.value)];
}

interface Parts {
  name: string;
  /** Distinguishes metrics of one type. */
  key: string;
  target?: Target;
  current?: Value;
}

/** The part of a metric that its type names, one of five; spec and status differ only in `target` and `current`. */
function parts(metric: Spec | Current): Parts {
  const of = (source: object | undefined, name: string, key = name): Parts => {
    const { target, current } = (source ?? {}) as { target?: Target; current?: Value };
    return { name, key, ...(target && { target }), ...(current && { current }) };
  };
  switch (metric.type) {
    case 'Resource':
      return of(metric.resource, metric.resource?.name ?? '?');
    case 'ContainerResource': {
      const { name, container } = metric.containerResource ?? {};
      return of(metric.containerResource, `${name} of container ${container}`);
    }
    case 'Pods':
      return of(metric.pods, metric.pods?.metric.name ?? '?', selected(metric.pods?.metric));
    case 'Object': {
      const { kind, name } = metric.object?.describedObject ?? {};
      const about = `${metric.object?.metric.name} of ${kind?.toLowerCase()} ${name}`;
      return of(metric.object, about, `${about} ${selected(metric.object?.metric)}`);
    }
    case 'External':
      return of(metric.external, metric.external?.metric.name ?? '?', selected(metric.external?.metric));
    default:
      return { name: metric.type, key: metric.type };
  }
}

function selected(metric: { name: string; selector?: object } | undefined): string {
  return `${metric?.name} ${JSON.stringify(metric?.selector ?? {})}`;
}
