import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Clock } from '../../time/clock.ts';
import { loadSpecs, type LoadedCheck, type LoadedFile } from './load-specs.ts';
import { select, selectAreas } from './select.ts';
import { findSpecFiles, type SpecFile } from './spec-files.ts';

/** What a run is going to do. */
export interface Plan {
  files: LoadedFile[];
  /** The selected checks; each id once. */
  checks: LoadedCheck[];
}

/**
 * Loads the spec files of the areas asked for and selects from what they register.
 * @throws ShakedownError TARGET_UNKNOWN, FOCUS_MATCHES_NOTHING, SPECS_UNREADABLE, SPECS_NONE
 */
export async function planRun(specDirs: readonly string[], inventory: Inventory, clock: Clock): Promise<Plan> {
  const { config } = inventory;
  const files = await loadSpecs(await findSpecs(specDirs, config), inventory, clock);
  return { files, checks: select(withoutDuplicates(files.flatMap(({ checks }) => checks)), config.run) };
}

/**
 * The spec files of the areas asked for; none of them is loaded, and no cluster is needed.
 * @throws ShakedownError TARGET_UNKNOWN, SPECS_UNREADABLE, SPECS_NONE
 */
export async function findSpecs(specDirs: readonly string[], { run }: Config): Promise<SpecFile[]> {
  const found = await findSpecFiles(specDirs);
  const areas = selectAreas(
    run.targets,
    found.map(({ area }) => area),
  );
  return found.filter(({ area }) => areas.has(area));
}

/** The first of each id; for those that were registered more than once, an error that names them. */
function withoutDuplicates(checks: readonly LoadedCheck[]): LoadedCheck[] {
  const byId = Map.groupBy(checks, ({ id }) => id);
  return [...byId].flatMap(([id, [first, ...others]]) => {
    if (!first) return [];
    return others.length === 0 ? [first] : [first, duplicate(id, first, others)];
  });
}

function duplicate(id: string, first: LoadedCheck, others: readonly LoadedCheck[]): LoadedCheck {
  const titles = [first, ...others].map(({ title }) => `'${title}'`).join(', ');
  const error = new ShakedownError('SPEC_DUPLICATE_ID', {
    meaning: 'suite',
    expected: `one check with the id ${id}`,
    seen: `${others.length + 1} checks have it: ${titles}; only the first is run`,
    todo: 'give each check an id of its own',
  });
  return {
    id: `${id}#duplicate`,
    title: `the id ${id} is unique`,
    area: first.area,
    safety: 'read',
    uses: [],
    fault: error,
    body: () => Promise.reject(error),
  };
}
