import type Mocha from 'mocha';
import type { LoadedCheck, LoadedFile } from '../plan/load-specs.ts';

/** A hook of a spec file that threw. */
export interface HookFailure {
  /** Mocha's name for it: `"before all" hook for "the shop answers"`. */
  title: string;
  suite: Mocha.Suite;
  error: unknown;
}

/** The hooks of a suite; they are missing in Mocha's types. */
type Hooks = Record<'_beforeAll' | '_beforeEach' | '_afterEach' | '_afterAll', Mocha.Hook[]>;

/**
 * Whether the body of a test may start only when Mocha reaches it, because hooks have to run before and after it.
 * The scheduler starts all other bodies as soon as possible.
 */
export function isGated(test: Mocha.Test): boolean {
  return enclosingSuites(test).some((suite) => {
    const hooks = suite as unknown as Hooks;
    return hooks._beforeAll.length + hooks._beforeEach.length + hooks._afterEach.length > 0;
  });
}

/** The suite of a test and all suites that contain it. */
export function enclosingSuites(test: Mocha.Test): Mocha.Suite[] {
  const suites: Mocha.Suite[] = [];
  for (let suite = test.parent; suite; suite = suite.parent) suites.push(suite);
  return suites;
}

/**
 * Lets Mocha run the selected tests of a file and their hooks. Each Mocha test only awaits the body of its check.
 * @param hookLimitMs how long one hook may take.
 * @returns the hooks that threw.
 */
export async function runMocha(
  file: LoadedFile,
  selected: ReadonlySet<LoadedCheck>,
  hookLimitMs: number,
): Promise<HookFailure[]> {
  const tests = new Set(file.checks.filter((check) => selected.has(check)).map(({ test }) => test));
  const visit = (suite: Mocha.Suite) => {
    suite.tests = suite.tests.filter((test) => tests.has(test));
    const { _beforeAll, _beforeEach, _afterEach, _afterAll } = suite as unknown as Hooks;
    for (const hook of [..._beforeAll, ..._beforeEach, ..._afterEach, ..._afterAll]) hook.timeout(hookLimitMs);
    suite.suites.forEach(visit);
  };
  visit(file.mocha.suite);
  const failures: HookFailure[] = [];
  await new Promise<void>((resolve) => {
    const runner = file.mocha.run(() => resolve());
    runner.on('fail', (failed: Mocha.Test | Mocha.Hook, error: unknown) => {
      if (failed.type === 'hook' && failed.parent) failures.push({ title: failed.title, suite: failed.parent, error });
    });
    // The runner records uncaught errors; Mocha would assign them to the test that it is awaiting.
    const { uncaught, unhandled } = runner as unknown as Record<'uncaught' | 'unhandled', () => void>;
    process.removeListener('uncaughtException', uncaught);
    process.removeListener('unhandledRejection', unhandled);
  });
  return failures;
}
