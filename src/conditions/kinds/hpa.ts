import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Hpa } from '../../cluster/kinds/kinds.ts';
import type { Condition } from '../waiting/condition.ts';
import { rightsFor, scopeOf } from '../workloads/ownership.ts';
import { judgeHpa, whyHeld, type HpaOptions } from './hpa-health.ts';

/** An HPA as a condition sees it. */
interface HpaSeen {
  hpa: Hpa | undefined;
  /** That it is held at its maximum, if so. */
  held?: string;
}

/** What can be waited for of a HorizontalPodAutoscaler. */
export function hpa(ref: Ref & { namespace: string }) {
  return {
    /** Reads its metrics and knows its target; with `failAtMaximum` it is not held at its maximum either. */
    isHealthy: (options: HpaOptions = {}): Condition<HpaSeen> => ({
      title: `hpa ${ref.namespace}/${ref.name} reads its metrics${options.failAtMaximum ? ' and is not held at its maximum' : ' and knows its target'}`,
      rights: rightsFor(options, kinds.horizontalPodAutoscalers),
      todo: `kubectl -n ${ref.namespace} describe hpa ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.horizontalPodAutoscalers, ref, scopeOf(options));
        const held = seen && whyHeld(seen);
        return { hpa: seen, ...(held !== undefined && { held }) };
      },
      judge: (seen) => judgeHpa(seen.hpa, options),
    }),
  };
}
