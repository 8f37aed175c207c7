import type { CheckScope } from './check-scope.ts';
import type { Instrument, MadeInstrument, RunContext } from './instrument.ts';

/** Instruments by the names of their tools in the toolbox. */
export type Registry = Readonly<Record<string, Instrument<unknown>>>;

/** The tools of a registry's instruments, by the same names. */
export type ToolsOf<Of extends Registry> = {
  readonly [Name in keyof Of]: Of[Name] extends Instrument<infer Tool> ? Tool : never;
};

/** Creates all instruments of a registry for a run. */
export function makeTools<Of extends Registry>(registry: Of, run: RunContext): MadeInstrument<ToolsOf<Of>> {
  const made = Object.entries(registry).map(
    ([name, instrument]) => [name, instrument.title, instrument.make(run)] as const,
  );
  return {
    forCheck: (scope) =>
      Object.fromEntries(
        made.map(([name, title, instrument]) => [name, instrument.forCheck(withTitle(title, scope))]),
      ) as ToolsOf<Of>,
  };
}

/** The scope, with an instrument's title before the titles of its waits. */
function withTitle(title: string, scope: CheckScope): CheckScope {
  return { ...scope, waiting: (awaited, work) => scope.waiting(`${title}: ${awaited}`, work) };
}
