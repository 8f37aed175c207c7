import { untilReady } from '../../../cluster/lists/until-ready.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import { podDisruptionBudgets, type PodDisruptionBudget } from '../../../conditions/kinds/pod-disruption-budget.ts';

/** A budget that had fewer healthy pods than it demands. */
export interface ShortBudget {
  name: string;
  healthy: number;
  demanded: number;
}

/** A watch over the budgets of an application, until it is disposed of. */
export interface ShortBudgetWatch extends Disposable {
  /** The budgets that select its pods, by name. */
  readonly names: readonly string[];
  /** At their worst moment. */
  readonly short: readonly ShortBudget[];
}

/** Begins a watch. @param labels those of the application's pods */
export async function watchShortBudgets(
  cluster: Cluster,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ShortBudgetWatch> {
  const budgets = cluster.shared(podDisruptionBudgets, namespace);
  const names = new Set<string>();
  const worst = new Map<string, ShortBudget>();
  const look = () => {
    for (const budget of budgets.all().filter((one) => isOf(one, namespace, labels))) {
      names.add(budget.metadata?.name ?? '');
      const short = shortOf(budget);
      if (short && short.healthy < (worst.get(short.name)?.healthy ?? Infinity)) worst.set(short.name, short);
    }
  };
  const stop = budgets.onChange(undefined, look);
  try {
    await untilReady(budgets, cluster.clock, signal);
  } catch (error) {
    stop();
    throw error;
  }
  look();
  return {
    get names() {
      return [...names];
    },
    get short() {
      return [...worst.values()];
    },
    [Symbol.dispose]: stop,
  };
}

function isOf({ metadata, spec }: PodDisruptionBudget, namespace: string, labels: Readonly<Record<string, string>>) {
  return metadata?.namespace === namespace && spec?.selector !== undefined && selects(spec.selector, labels);
}

/** The budget, when it has fewer healthy pods than it demands; pure. A status of an older specification says nothing. */
export function shortOf({ metadata, status }: PodDisruptionBudget): ShortBudget | undefined {
  if (!status || (status.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return undefined;
  const { currentHealthy: healthy = 0, desiredHealthy: demanded = 0 } = status;
  return healthy < demanded ? { name: metadata?.name ?? '', healthy, demanded } : undefined;
}
