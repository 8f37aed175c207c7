import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, uses, type Right } from '../../cluster/rights/rights.ts';
import type { Config } from '../../config/schema.ts';
import { configSchema } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { systemClock } from '../../time/clock.ts';
import { rightsOf } from '../../instruments/contract/uses.ts';
import { discoveryRights } from '../../inventory/discovery.ts';
import { createdKinds } from '../../objects/clean-up/created-kinds.ts';
import { prerequisiteKinds } from '../../objects/create/prerequisites.ts';
import { leaseRights } from '../../objects/lease/lease.ts';
import { imageTrialKinds } from '../../preflight/pull-image.ts';
import { secretRights } from '../../notify/secret-rights.ts';
import type { LoadedCheck } from './load-specs.ts';
import { planRun, type Plan } from './plan-run.ts';
import { sampleInventory } from '../../inventory/sample.ts';

/**
 * All permissions that a run needs: those of the runner itself and those of the checks. Spec files are loaded with a sample inventory, one
 * object of each kind, so no cluster is needed.
 * @throws ShakedownError SPECS_UNLOADABLE, SPECS_UNREADABLE
 */
export async function rightsOfSuite(specDirs: readonly string[], config: Config): Promise<Right[]> {
  const { targets, disruptive } = config.run;
  const { checks, parts, broken } = await sampleChecks(specDirs, config, { targets, disruptive });
  if (broken.length > 0) throw await unloadable(broken);
  const listed = parts.map(({ kind }) => looksAt(kind));
  return [
    ...discoveryRights,
    ...leaseRights,
    ...listed,
    ...usedBy(checks, config),
    ...secretRights(config),
    ...logRights(config),
  ];
}

/** The permission to read logs at a failure: where the suite's own pods are, and everywhere only if the configuration asks for it. */
function logRights({ evidence: { atFailure, logs } }: Config): Right[] {
  if (!atFailure || logs === 'none') return [];
  return [uses(kinds.pods, 'log', ['get'], logs === 'all' ? 'cluster' : 'suite')];
}

/** The kinds of the objects that runs may leave in a cluster. */
export interface KindsOfSuite {
  /** The kinds of all objects that the runner and the checks create. */
  kinds: Kind[];
  /** One phrase for each kind or file for which this is not known. */
  unknown: string[];
}

/**
 * The kinds of all objects that a run may create: those that the runner itself prepares, and those that the checks declare. It includes
 * checks that this configuration leaves out, because other runs may have had another configuration; `scope.exclude` does not matter.
 * No cluster is needed.
 * @throws ShakedownError SPECS_UNREADABLE
 */
export async function kindsOfSuite(specDirs: readonly string[], config: Config): Promise<KindsOfSuite> {
  const all = { ...config, scope: { ...config.scope, exclude: [] } };
  const { checks, broken } = await sampleChecks(specDirs, all, { targets: [], disruptive: true });
  const { kinds, unnamed } = createdKinds([...leaseRights, ...usedBy(checks, config)]);
  return {
    kinds: [...kinds, ...imageTrialKinds, ...prerequisiteKinds],
    unknown: [
      ...unnamed.map(
        (name) => `${name}: a check creates them with a permission that does not name their kind; owns() names it`,
      ),
      ...broken.map(
        ({ area, id }) =>
          `what the checks of ${area}/${id.slice(id.lastIndexOf('/') + 1)} create: the file does not load`,
      ),
    ],
  };
}

/** All checks, and the faults of files that do not load; without focus and skip, because these must not change the permissions. */
async function sampleChecks(
  specDirs: readonly string[],
  config: Config,
  selection: Pick<Config['run'], 'targets' | 'disruptive'>,
): Promise<Pick<Plan, 'checks' | 'parts'> & { broken: LoadedCheck[] }> {
  const run = { ...configSchema.parse({}).run, ...selection };
  const { checks, parts } = await planRun(specDirs, sampleInventory({ ...config, run }), systemClock);
  return { checks, parts, broken: checks.filter(({ test, id }) => test === undefined && id.includes('/spec/')) };
}

function usedBy(checks: readonly LoadedCheck[], config: Config): Right[] {
  return rightsOf(
    checks.flatMap(({ uses }) => uses),
    config,
  );
}

/** The body of a fault rejects with the reason why its file does not load. */
async function unloadable(broken: readonly { body: (tools: never) => Promise<void> }[]): Promise<ShakedownError> {
  const reasons = await Promise.allSettled(broken.map(({ body }) => body(undefined as never)));
  const seen = reasons.flatMap((reason) => (reason.status === 'rejected' ? [String(reason.reason.message)] : []));
  return new ShakedownError('SPECS_UNLOADABLE', {
    meaning: 'usage',
    expected: 'every spec file to load, to collect the permissions of its checks',
    seen: seen.join('\n'),
    todo: 'fix these spec files, or leave their area out with --target',
  });
}
