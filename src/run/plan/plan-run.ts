import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { assertExclusionsCanMatch } from '../../inventory/exclusions.ts';
import type { InventorySource } from '../../inventory/inventory.ts';
import type { Part } from '../../inventory/part.ts';
import { parts } from '../../inventory/parts.ts';
import type { Clock } from '../../time/clock.ts';
import { loadSpecs, type LoadedCheck, type LoadedFile } from './load-specs.ts';
import type { Selection } from '../../results/model.ts';
import { select, selectAreas } from './select.ts';
import { selectionOf } from './selection.ts';
import { findSpecFiles, type SpecFile } from './spec-files.ts';

/** The checks of a run and where they come from. */
export interface Plan {
  files: LoadedFile[];
  /** The selected checks; each id once. */
  checks: LoadedCheck[];
  /** What was selected, and what was left out. */
  selection: Selection;
  /** The ids of all checks of the loaded spec files, also those that are not selected. */
  known: string[];
  /** Whether the skip matches none of the tests that are known. */
  skipIsVain: boolean;
  /** Whether all tests are known: no area is left out, and each spec file was loaded without an error. */
  isWhole: boolean;
  /** The kinds that spec files define; the runner lists their objects. */
  parts: Part[];
}

/**
 * Loads the spec files of the selected areas, and selects from the checks that they register.
 * @throws ShakedownError TARGET_UNKNOWN, FOCUS_MATCHES_NOTHING, SPECS_UNREADABLE, SPECS_NONE, CONFIG_EXCLUDE
 */
export async function planRun(specDirs: readonly string[], source: InventorySource, clock: Clock): Promise<Plan> {
  const { config } = source.inventory;
  const found = await findSpecFiles(specDirs);
  const files = await loadSpecs(inAreas(found, config), source, clock);
  const brought = files.flatMap((file) => file.parts);
  const whole = new Set(files.filter(isWhole).map(({ file }) => file));
  const areas = new Set(found.map(({ area }) => area));
  const unknownAreas = new Set(found.filter((file) => !whole.has(file)).map(({ area }) => area));
  assertExclusionsCanMatch(config.scope.exclude, {
    parts: [...Object.values(parts), ...brought],
    areas,
    unknownAreas,
  });
  const all = withoutDuplicates(files.flatMap((file) => file.checks));
  const { checks, leftOut, skipIsVain } = select(all, config.run, areas);
  const loaded = new Set(files.map(({ file }) => file.area));
  const left = [...areas].filter((area) => !loaded.has(area)).toSorted();
  return {
    parts: brought,
    files,
    checks,
    known: all.map(({ id }) => id),
    skipIsVain,
    isWhole: whole.size === found.length,
    selection: selectionOf(config, { selected: checks.length, leftOut, areas: left }),
  };
}

/**
 * The spec files of the selected areas; none of them is loaded, and no cluster is needed.
 * @throws ShakedownError TARGET_UNKNOWN, SPECS_UNREADABLE, SPECS_NONE
 */
export async function findSpecs(specDirs: readonly string[], config: Config): Promise<SpecFile[]> {
  return inAreas(await findSpecFiles(specDirs), config);
}

function inAreas(found: readonly SpecFile[], { run }: Config): SpecFile[] {
  const areas = selectAreas(
    run.targets,
    found.map(({ area }) => area),
  );
  return found.filter(({ area }) => areas.has(area));
}

/** A file that fails to load may not have defined all of its kinds. */
function isWhole({ checks }: LoadedFile): boolean {
  return checks.every(({ fault }) => fault === undefined);
}

/** The first check of each id; for each id that was registered more than once also an error with the titles of its checks. */
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
