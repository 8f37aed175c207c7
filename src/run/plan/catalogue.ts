import { looksAt, type Right } from '../../cluster/rights.ts';
import type { Config } from '../../config/schema.ts';
import { configSchema } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { systemClock } from '../../time/clock.ts';
import { discoveryRights } from '../../inventory/discovery.ts';
import { leaseRights } from '../../objects/lease/lease.ts';
import { planRun } from './plan-run.ts';
import { sampleInventory } from '../../inventory/sample.ts';

/**
 * All that a run may do to the API server: what the runner itself needs, and what the checks of the spec files use. They are loaded
 * with a sample inventory, one object of each kind, so no cluster is needed.
 * @throws ShakedownError SPECS_UNLOADABLE, SPECS_UNREADABLE
 */
export async function rightsOfSuite(specDirs: readonly string[], config: Config): Promise<Right[]> {
  const { targets, disruptive } = config.run;
  // Focus and skip may change from run to run; what the plugin may do should not.
  const run = { ...configSchema.parse({}).run, targets, disruptive };
  const { checks, parts } = await planRun(specDirs, sampleInventory({ ...config, run }), systemClock);
  const broken = checks.filter(({ test, id }) => test === undefined && id.includes('/spec/'));
  if (broken.length > 0) throw await unloadable(broken);
  const listed = parts.map(({ kind }) => looksAt(kind));
  return [...discoveryRights, ...leaseRights, ...listed, ...checks.flatMap(({ uses }) => [...uses])];
}

/** The runner's stand-in for a file that does not load is a check whose body says why. */
async function unloadable(broken: readonly { body: (tools: never) => Promise<void> }[]): Promise<ShakedownError> {
  const reasons = await Promise.allSettled(broken.map(({ body }) => body(undefined as never)));
  const seen = reasons.flatMap((reason) => (reason.status === 'rejected' ? [String(reason.reason.message)] : []));
  return new ShakedownError('SPECS_UNLOADABLE', {
    meaning: 'usage',
    expected: 'every spec file to load, to see which rights its checks use',
    seen: seen.join('\n'),
    todo: 'mend the spec files named, or leave their area out with --target',
  });
}
