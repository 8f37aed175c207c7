import type { Right } from '../../cluster/rights/rights.ts';
import type { Config } from '../../config/schema.ts';
import type { Duration } from '../../time/duration.ts';
import type { Trial, TrialContext } from './trial.ts';

/** What a check may name in `uses`: a condition, an instrument, or a part of one. */
export interface Uses {
  /** The permissions that it needs itself. */
  readonly rights: readonly Right[];
  /** The permissions that it needs besides, for what the configuration names; pure. @default none */
  readonly configuredRights?: (config: Config) => readonly Right[];
  /** What it uses, with everything that those need. @default nothing */
  readonly uses?: readonly Uses[];
  /** Why a check that uses it does not apply with this configuration; then it is skipped with that reason. @default it applies */
  readonly whyNot?: (config: Config) => string | undefined;
  /** The objects that it creates, to try them in a dry run; pure. @default nothing */
  readonly trials?: (context: TrialContext) => readonly Trial[];
  /** The longest time until it can be used; it is added to the timeout of a check that uses it; pure. @default no time */
  readonly setupTime?: (config: Config) => Duration;
}

/** Everything that is used, directly or indirectly, each once. */
export function allUsed(uses: readonly Uses[]): Set<Uses> {
  const found = new Set<Uses>();
  const add = (one: Uses) => {
    if (found.has(one)) return;
    found.add(one);
    one.uses?.forEach(add);
  };
  uses.forEach(add);
  return found;
}

/** All permissions that these need together. @param config adds those for what it names. */
export function rightsOf(uses: readonly Uses[], config?: Config): Right[] {
  return [...allUsed(uses)].flatMap(({ rights, configuredRights }) =>
    config && configuredRights ? [...rights, ...configuredRights(config)] : rights,
  );
}

/** Why a check that uses all of this does not apply with this configuration: the first reason; `undefined` when it applies. */
export function whyNotApplicable(uses: readonly Uses[], config: Config): string | undefined {
  for (const { whyNot } of allUsed(uses)) {
    const reason = whyNot?.(config);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
