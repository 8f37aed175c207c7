import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { CheckScope } from './check-scope.ts';
import type { Instrument, MadeInstrument, RunContext } from './instrument.ts';

/** Instruments by the names of their tools in the toolbox. */
export type Registry = Readonly<Record<string, Instrument<unknown>>>;

/** The tools of a registry's instruments, by the same names. */
export type ToolsOf<Of extends Registry> = {
  readonly [Name in keyof Of]: Of[Name] extends Instrument<infer Tool> ? Tool : never;
};

/**
 * Creates all instruments of a registry for a run. A check gets the tools of those that it uses; any other tool refuses to be used, because
 * the roles lack its permissions and preflight has not tried its objects: SPEC_USES.
 */
export function makeTools<Of extends Registry>(registry: Of, run: RunContext): MadeInstrument<ToolsOf<Of>> {
  const made = Object.entries(registry).map(([name, instrument]) => [name, instrument, instrument.make(run)] as const);
  return {
    forCheck: (scope) =>
      Object.fromEntries(
        made.map(([name, instrument, { forCheck }]) => [
          name,
          scope.uses.has(instrument)
            ? forCheck(withTitle(instrument.title, scope))
            : undeclared(name, instrument.inUses ?? name),
        ]),
      ) as ToolsOf<Of>,
  };
}

/** The scope, with an instrument's title before the titles of its waits. */
function withTitle(title: string, scope: CheckScope): CheckScope {
  return { ...scope, waiting: (awaited, work) => scope.waiting(`${title}: ${awaited}`, work) };
}

/** A tool that a check must not use: each use of it throws. */
function undeclared(name: string, inUses: string): object {
  return new Proxy(
    {},
    {
      get: () => {
        throw new ShakedownError('SPEC_USES', {
          meaning: 'suite',
          expected: 'a check to name in `uses` what it works with',
          seen: `the check uses the tool ${name}, and does not name it`,
          todo: `add ${inUses} to its uses`,
        });
      },
    },
  );
}
