import { expect } from 'chai';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import type { CheckScope } from './check-scope.ts';
import type { Instrument, RunContext } from './instrument.ts';
import { makeTools, type Registry, type ToolsOf } from './make-tools.ts';

/** The tool of the instrument in these tests. */
interface Thermometer {
  warmest(): Promise<number>;
}

const thermometer: Instrument<Thermometer> = {
  title: 'thermometer',
  rights: [looksAt(kinds.nodes)],
  trials: () => [],
  make: () => {
    let looks = 0;
    return {
      forCheck: (scope) => ({ warmest: () => scope.waiting('the nodes are read', () => Promise.resolve(++looks)) }),
    };
  },
};
const registry = { thermometer } satisfies Registry;

const run = {} as RunContext;

/** A check that records what is waited for. */
function scopeOf(check: string, waits: string[]): CheckScope {
  return {
    uses: new Set([thermometer]),
    remaining: () => 1,
    skip: (reason) => {
      throw new Error(reason);
    },
    leaveOut: (reason) => {
      throw new Error(reason);
    },
    absent: (_part, fact) => {
      throw new Error(fact);
    },
    waiting: (title, work) => {
      waits.push(`${check} waits for ${title}`);
      return work(new AbortController().signal);
    },
  };
}

describe('The tools of a registry', () => {
  it('are one for each instrument and check, and the instrument is created once', async () => {
    const waits: string[] = [];
    const made = makeTools(registry, run);
    const [one, other] = [made.forCheck(scopeOf('one', waits)), made.forCheck(scopeOf('other', waits))];
    expect([await one.thermometer.warmest(), await other.thermometer.warmest()]).to.deep.equal([1, 2]);
    expect(Object.keys(one)).to.deep.equal(['thermometer']);
    expect(waits).to.deep.equal([
      'one waits for thermometer: the nodes are read',
      'other waits for thermometer: the nodes are read',
    ]);
  });

  it('refuse to be used by a check that does not name them: the roles and preflight do not know about it', () => {
    const refusal = (of: Registry) => {
      const { thermometer: tool } = makeTools(of, run).forCheck({ ...scopeOf('one', []), uses: new Set() });
      expect(() => (tool as Thermometer).warmest()).to.throw(
        `SPEC_USES: the check uses the tool thermometer, and does not name it\n` +
          '  expected: a check to name in `uses` what it works with\n' +
          `  do:       add ${of['thermometer']?.inUses ?? 'thermometer'} to its uses`,
      );
    };
    refusal(registry);
    refusal({ thermometer: { ...thermometer, inUses: 'measures(nodes)' } });
  });
});

// The following lines are tested by the type checker: each one must be an error.
const { title, rights, trials, make } = thermometer;
const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dry-run' } };

// @ts-expect-error Property 'title' is missing
({ rights, trials, make }) satisfies Instrument<Thermometer>;
// @ts-expect-error Property 'rights' is missing
({ title, trials, make }) satisfies Instrument<Thermometer>;
// @ts-expect-error Property 'trials' is missing
({ title, rights, make }) satisfies Instrument<Thermometer>;
// @ts-expect-error Property 'make' is missing
({ title, rights, trials }) satisfies Instrument<Thermometer>;
// @ts-expect-error Property 'forCheck' is missing
({ title, rights, trials, make: () => ({}) }) satisfies Instrument<Thermometer>;
// @ts-expect-error Property 'warmest' is missing
({ title, rights, trials, make: () => ({ forCheck: () => ({}) }) }) satisfies Instrument<Thermometer>;
// @ts-expect-error Property 'of' is missing: a reader must know the owner of an object that the cluster does not admit
({ ...thermometer, trials: () => [{ kind: kinds.pods, manifest }] }) satisfies Instrument<Thermometer>;
// @ts-expect-error a registry contains instruments, not their tools
({ thermometer: { warmest: () => Promise.resolve(1) } }) satisfies Registry;
// @ts-expect-error Property 'thermometer' is missing: a toolbox has the tools of all instruments
({}) satisfies ToolsOf<typeof registry>;
// @ts-expect-error Property 'barometer' does not exist
(({ barometer }: ToolsOf<typeof registry>) => barometer) satisfies unknown;
// @ts-expect-error Property 'signal' does not exist: there is no wait without a name
(({ signal }: CheckScope) => signal) satisfies unknown;
