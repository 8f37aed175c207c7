import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Inventory } from '../spec/inventory.ts';
import type { Clock } from '../time/clock.ts';
import { loadSpecs, type LoadedCheck, type LoadedFile } from './load-specs.ts';
import { select, selectAreas } from './select.ts';
import { findSpecFiles } from './spec-files.ts';

/** What a run is going to do. */
export interface Plan {
  files: LoadedFile[];
  /** The selected checks; each id once. */
  checks: LoadedCheck[];
}

/**
 * Loads the spec files of the areas asked for and selects from what they register.
 * @throws ShakedownError TARGET_UNKNOWN, FOCUS_MATCHES_NOTHING, SPECS_UNREADABLE
 */
export async function planRun(specDirs: readonly string[], inventory: Inventory, clock: Clock): Promise<Plan> {
  const { run } = inventory.config;
  const found = await findSpecFiles(specDirs);
  const areas = selectAreas(
    run.targets,
    found.map(({ area }) => area),
  );
  const files = await loadSpecs(
    found.filter(({ area }) => areas.has(area)),
    inventory,
    clock,
  );
  return { files, checks: select(withoutDuplicates(files.flatMap(({ checks }) => checks)), run) };
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
