import type { Uses } from '../instruments/contract/uses.ts';
import type { Duration } from '../time/duration.ts';
import type { Toolbox } from './toolbox.ts';

/** How much a check may disturb: looks only; makes and removes its own objects; touches what is not ours. */
export type Safety = 'read' | 'own' | 'disruptive';

/** What the runner must know of a check before its body runs. */
export interface CheckOptions {
  /**
   * Stable from run to run, the key of history; begins with the area.
   * @example 'workloads/deployment/shop/web'
   */
  id: string;
  /**
   * The conditions that it waits for and the instruments that it takes up. From their rights RBAC is generated, and before a run the
   * cluster is asked for them and for the admission of what they create: a run without them is told apart from a broken cluster.
   * @example [atDesired]
   * @example [targetApp, reachable]
   */
  uses: readonly Uses[];
  /** What it must have to itself: `cpu-load`, `nodes`, `namespace:shop`. Checks that share a lock run one after the other. */
  locks?: readonly string[];
  /** @default 'read' */
  safety?: Safety;
  /**
   * The longest the body may take; then its signal fires. What its instruments may need to come up is added by the runner.
   * @default the configuration's `time.settle` for each condition in `uses`, and 30 s more
   */
  within?: Duration;
  /**
   * Why it does not apply here, where that is known before its body runs: it is skipped with this reason and needs nothing of the cluster.
   * A dry run and `shakedown doctor` count it as skipped. @default it applies
   */
  skip?: string | undefined;
}

/** What a check does. It passes when it returns; see {@link Toolbox} for the other ways to end. */
export type Body = (tools: Toolbox) => Promise<void>;
