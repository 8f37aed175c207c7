import type { Uses } from '../instruments/contract/uses.ts';
import type { Duration } from '../time/duration.ts';
import type { Toolbox } from './toolbox.ts';

/** How much a check may disturb: it only reads; it creates and removes its own objects; it changes objects of others. */
export type Safety = 'read' | 'own' | 'disruptive';

/** What the runner must know about a check before its body runs. */
export interface CheckOptions {
  /**
   * The same in every run, because it is the key of the history; begins with the area.
   * @example 'workloads/deployment/shop/web'
   */
  id: string;
  /**
   * The conditions that it waits for and the instruments that it uses. The RBAC roles are generated from their permissions. Before a run,
   * preflight tests the permissions, and by dry runs the objects that they create, so that a missing permission is not mistaken for a broken cluster.
   * @example [atDesired]
   * @example [targetApp, reachable]
   */
  uses: readonly Uses[];
  /** What no other check may use at the same time: `cpu-load`, `nodes`, `namespace:shop`. Checks that share a lock run one after the other. */
  locks?: readonly string[];
  /**
   * The locks that its body takes for a part of it, by `locks.hold()`. Checks with such a lock in `locks` begin when it has had its part, so that they run
   * beside the rest of it. @default none
   */
  phases?: readonly string[];
  /** @default 'read' */
  safety?: Safety;
  /**
   * The timeout of the body; then its signal fires. The runner adds the time that its instruments may need to start.
   * @default the configuration's `time.settle` for each condition in `uses`, and 30 s more
   */
  within?: Duration;
  /**
   * Why it does not apply here, if that is known before its body runs: it is skipped with this reason and needs nothing from the cluster.
   * A dry run and `shakedown doctor` count it as skipped. @default it applies
   */
  skip?: string | undefined;
}

/** What a check does. It passes when it returns; see {@link Toolbox} for the other ways to end. */
export type Body = (tools: Toolbox) => Promise<void>;
