import type Mocha from 'mocha';
import { grantable } from '../../cluster/rights/rights.ts';
import { didYouMean } from '../../config/did-you-mean.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { Uses } from '../../instruments/contract/uses.ts';
import type { InventorySource } from '../../inventory/inventory.ts';
import type { Part } from '../../inventory/part.ts';
import { openRegistration, type RegisteredCheck, type Subject } from '../../authoring/registration.ts';
import type { Clock } from '../../time/clock.ts';
import { milliseconds, formatDuration } from '../../time/duration.ts';
import { restoringGlobals } from './mocha-globals.ts';
import { rightsOf, whyNotApplicable } from '../../instruments/contract/uses.ts';
import { OutsideNamespace } from '../../inventory/outside-namespace.ts';
import { silentMocha } from './silent-mocha.ts';
import type { SpecFile } from './spec-files.ts';

/** A check of the plan, with what the runner needs to start it. */
export interface LoadedCheck extends RegisteredCheck {
  area: string;
  safety: NonNullable<RegisteredCheck['safety']>;
  /** What the `describe` blocks around it say. */
  group?: string;
  /** The object that it is about, if it was registered for each object of a kind. */
  subject?: Subject;
  /** Its Mocha test; absent for a {@link fault}. */
  test?: Mocha.Test;
  /** The error that it reports, if the runner added it in place of a file or test that it could not load. */
  fault?: Error;
  /** Resolves Mocha's test when the body has ended; set by the runner before Mocha starts. */
  awaited?: () => Promise<void>;
}

/** One spec file after loading. It has its own Mocha, so that its errors do not affect other files. */
export interface LoadedFile {
  file: SpecFile;
  mocha: Mocha;
  checks: LoadedCheck[];
  /** The kinds that it defines. */
  parts: Part[];
}

/** Timeout for loading a module: one that awaits a dead server at its top level neither loads nor fails. */
const LOAD_LIMIT = '60s';

/**
 * Loads spec files one after the other, because a registered check is assigned to the file that is loading.
 * An error in a file becomes a check of this file that reports it; other files are not affected.
 */
export async function loadSpecs(
  files: readonly SpecFile[],
  source: InventorySource,
  clock: Clock,
): Promise<LoadedFile[]> {
  const loaded: LoadedFile[] = [];
  const unread = new Set<string>();
  for (const file of files) loaded.push(await loadFile(file, source, clock, unread));
  return loaded;
}

async function loadFile(
  file: SpecFile,
  { inventory, discover, survey }: InventorySource,
  clock: Clock,
  unread: Set<string>,
): Promise<LoadedFile> {
  const mocha = silentMocha();
  mocha.addFile(file.path);
  const checks: LoadedCheck[] = [];
  const parts: Part[] = [];
  let subject: Subject | undefined;
  const add = (check: RegisteredCheck) => {
    const { id, title } = check;
    if (typeof id !== 'string' || !Array.isArray(check.uses)) throw incomplete(check);
    if (!check.uses.every(isUsable)) throw misused(check);
    for (const right of rightsOf(check.uses, inventory.config)) grantable(right);
    if (!id.startsWith(`${file.area}/`)) throw misnamed('check', id, file.area);
    const skip = check.skip ?? whyNotApplicable(check.uses, inventory.config);
    const loadedCheck: LoadedCheck = { safety: 'read', ...check, skip, area: file.area, ...(subject && { subject }) };
    loadedCheck.test = it(`${title} [${id}]`, () => loadedCheck.awaited?.());
    const group = loadedCheck.test.parent?.titlePath().join(', ') ?? '';
    if (group !== '') loadedCheck.group = group;
    checks.push(loadedCheck);
  };
  const restoreGlobals = restoringGlobals();
  const close = openRegistration({
    inventory,
    discover: async (part) => {
      if (!part.id.startsWith(`${file.area}/`)) throw misnamed('kind', part.id, file.area);
      parts.push(part);
      return await discover(part);
    },
    survey,
    add,
    about: (object, define) => {
      subject = object;
      try {
        define();
      } finally {
        subject = undefined;
      }
    },
    unread: (part, trouble) => {
      const id = `${file.area}/discovery/${part}`;
      if (unread.has(id)) return;
      unread.add(id);
      const skip = trouble instanceof OutsideNamespace ? trouble.message : undefined;
      add({ id, title: `the cluster's ${part} can be listed`, uses: [], skip, body: () => Promise.reject(trouble) });
    },
  });
  try {
    await withinLimit(mocha.loadFilesAsync(), clock);
    return { file, mocha, checks: [...checks, ...plainTests(mocha, checks, file)], parts };
  } catch (error) {
    return { file, mocha: silentMocha(), checks: [unloadable(file, checks.length, error)], parts };
  } finally {
    close();
    restoreGlobals();
  }
}

async function withinLimit(loading: Promise<void>, clock: Clock): Promise<void> {
  const done = new AbortController();
  const limit = milliseconds(LOAD_LIMIT);
  const tooLong = clock.sleep(limit, done.signal).then(() => {
    throw new ShakedownError('SPEC_LOADS_FOREVER', {
      meaning: 'suite',
      expected: `the file to be loaded within ${LOAD_LIMIT}`,
      seen: `it still awaits something at its top level after ${formatDuration(limit / 1_000)}`,
      todo: 'move what takes time into the body of a check',
    });
  });
  tooLong.catch(() => {});
  try {
    await Promise.race([loading, tooLong]);
  } finally {
    done.abort();
  }
}

/** Types are stripped, not checked, when a spec file is loaded. */
function incomplete({ title, ...options }: RegisteredCheck): ShakedownError {
  return new ShakedownError('SPEC_OPTIONS', {
    meaning: 'suite',
    expected: 'each check to have an id, and to name the conditions and instruments that it uses',
    seen: `check('${title}', { ${Object.keys(options)
      .filter((key) => key !== 'body')
      .join(', ')} }, …) ${whatLacks(options)}`,
    todo: "write check(title, { id: 'area/name', uses: [condition, instrument] }, body)",
  });
}

/** What is wrong with the required options, and the option that was probably meant by a misspelt one. */
function whatLacks(options: Partial<Record<string, unknown>>): string {
  const faults = [
    ...(typeof options['id'] === 'string' ? [] : [faultOf('id', 'an id that is not a text', options)]),
    ...(Array.isArray(options['uses']) ? [] : [faultOf('uses', 'uses that are not a list', options)]),
  ];
  return `has ${faults.join(', and ')}`;
}

function faultOf(name: string, ofOtherType: string, options: Partial<Record<string, unknown>>): string {
  if (options[name] !== undefined) return ofOtherType;
  const misspelt = Object.keys(options).find((key) => key !== name && didYouMean(key, [name]) !== undefined);
  return `no ${name}${misspelt === undefined ? '' : `, did you mean '${name}' instead of '${misspelt}'?`}`;
}

function isUsable(used: unknown): boolean {
  return Array.isArray((used as Partial<Uses> | undefined)?.rights);
}

function misused({ title, uses }: RegisteredCheck): ShakedownError {
  const place = uses.findIndex((used) => !isUsable(used));
  return new ShakedownError('SPEC_OPTIONS', {
    meaning: 'suite',
    expected: 'each check to name the conditions and instruments that it uses',
    seen: `uses[${place}] of check('${title}', …) is neither: it has no rights`,
    todo: 'write uses: [condition, instrument]',
  });
}

function misnamed(what: 'check' | 'kind', id: string, area: string): ShakedownError {
  return new ShakedownError('SPEC_ID', {
    meaning: 'suite',
    expected: `the id of a ${what} to begin with the directory of its file, its area`,
    seen: `'${id}' in the area '${area}'`,
    todo: `name it '${area}/…', or move the file`,
  });
}

function unloadable(file: SpecFile, registered: number, error: unknown): LoadedCheck {
  const lost = registered === 0 ? '' : `; ${registered} checks that it had registered are not run`;
  return faultCheck(file, file.path, `the spec file ${fileName(file)} loads`, () =>
    error instanceof ShakedownError
      ? error
      : new ShakedownError('SPEC_UNLOADABLE', {
          meaning: 'suite',
          expected: `the spec file ${fileName(file)} to load`,
          seen: `${messageOf(error)}${lost}\n${error instanceof Error ? (error.stack ?? '') : ''}`,
          todo: howToFix(file, error),
          cause: error,
        }),
  );
}

/** The errors of Node's parser have no line. */
function howToFix({ path }: SpecFile, error: unknown): string {
  if (!(error instanceof SyntaxError)) return 'fix what the message says, and try it with --dry-run';
  const command = path.endsWith('.ts') ? 'npx tsc --noEmit' : `node --check ${path}`;
  return `run ${command}, which shows the line, fix it, and try the file with --dry-run`;
}

/** Plain Mocha tests: they have no id, permissions, signal or timeout, so they cannot run with the checks. */
function plainTests(mocha: Mocha, checks: readonly LoadedCheck[], file: SpecFile): LoadedCheck[] {
  const ours = new Set(checks.map(({ test }) => test));
  const plain: Mocha.Test[] = [];
  const visit = (suite: Mocha.Suite) => {
    plain.push(...suite.tests.filter((test) => !ours.has(test)));
    suite.tests = suite.tests.filter((test) => ours.has(test));
    suite.suites.forEach(visit);
  };
  visit(mocha.suite);
  return plain.map((test, index) =>
    faultCheck(
      file,
      `${file.path}#${index + 1}`,
      test.fullTitle(),
      () =>
        new ShakedownError('SPEC_PLAIN_TEST', {
          meaning: 'suite',
          expected: 'each test of a spec file to be registered by check()',
          seen: `it('${test.title}') in ${fileName(file)}`,
          todo: 'write check(title, { id, uses }, body) instead',
        }),
    ),
  );
}

function faultCheck(file: SpecFile, place: string, title: string, error: () => Error): LoadedCheck {
  const name = place.slice(place.lastIndexOf('/') + 1);
  const fault = error();
  return {
    id: `${file.area}/spec/${name}`,
    title,
    area: file.area,
    safety: 'read',
    uses: [],
    fault,
    body: () => Promise.reject(fault),
  };
}

function fileName(file: SpecFile): string {
  return file.path.slice(file.path.lastIndexOf(`/${file.area}/`) + 1);
}
