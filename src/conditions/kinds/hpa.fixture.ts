import type { Hpa } from '../../cluster/kinds/kinds.ts';

type Condition = { type: string; status: string; reason: string; message: string };

/** For tests: a healthy HPA at 1 of 1…10 replicas and 20 % of a CPU target of 50 %, with the given differences. */
export function testHpa({
  spec = {},
  status = {},
  conditions = {},
  cpu = 20,
}: {
  spec?: Partial<NonNullable<Hpa['spec']>>;
  status?: Partial<NonNullable<Hpa['status']>>;
  /** By type; the others are as in a healthy HPA. */
  conditions?: Record<string, Omit<Condition, 'type'>>;
  cpu?: number;
} = {}): Hpa {
  const well: Record<string, Omit<Condition, 'type'>> = {
    AbleToScale: { status: 'True', reason: 'ReadyForNewScale', message: 'recommended size matches current size' },
    ScalingActive: { status: 'True', reason: 'ValidMetricFound', message: 'the HPA was able to calculate a count' },
    ScalingLimited: { status: 'False', reason: 'DesiredWithinRange', message: 'within the acceptable range' },
  };
  const all = Object.entries({ ...well, ...conditions }).map(([type, rest]) => ({ type, ...rest }));
  return {
    metadata: { name: 'web', namespace: 'shop', generation: 1 },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
      ...spec,
    },
    status: {
      currentReplicas: 1,
      desiredReplicas: 1,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: cpu, averageValue: '20m' } } },
      ],
      conditions: all,
      ...status,
    },
  };
}
