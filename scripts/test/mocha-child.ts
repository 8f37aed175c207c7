// Runs test files in their own process and reports each test to the parent.
import Mocha from 'mocha';

/** A message from the child to its parent. */
export type Report =
  | { event: 'found'; total: number }
  | { event: 'passed' | 'skipped'; title: string }
  | { event: 'failed'; title: string; error: string }
  | { event: 'group'; title: string; seconds: number }
  | { event: 'ended' }
  | { event: 'open'; resources: string[] };

/** The time that the process has after the last test to end by itself. */
const GRACE = 10_000;

const [, , timeout = '2000', ...files] = process.argv;

// Mocha's own reporters print; this one sends messages.
class ToParent extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    runner.once('start', () => send({ event: 'found', total: runner.total }));
    runner.on('pass', (test) => send({ event: 'passed', title: test.fullTitle() }));
    runner.on('pending', (test) => send({ event: 'skipped', title: test.fullTitle() }));
    runner.on('fail', (test, error) => send({ event: 'failed', title: test.fullTitle(), error: textOf(error) }));
    // The outermost groups follow each other; their hooks often take longer than their tests.
    let started = performance.now();
    runner.on('suite end', ({ title, parent }) => {
      if (!parent?.root) return;
      const ended = performance.now();
      send({ event: 'group', title, seconds: (ended - started) / 1_000 });
      started = ended;
    });
  }
}

const mocha = new Mocha({ reporter: ToParent, timeout: Number(timeout), forbidOnly: true });
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const failures = await new Promise<number>((resolve) => mocha.run(resolve));
send({ event: 'ended' });
process.exitCode = failures > 0 ? 1 : 0;
// The channel to the parent is no resource that a test left open.
process.channel?.unref();
setTimeout(() => {
  send({ event: 'open', resources: process.getActiveResourcesInfo() });
  process.exit(1);
}, GRACE).unref();

function send(report: Report): void {
  process.send?.(report);
}

/** Message, difference and place of a failure, as Mocha's reporters show them. */
function textOf(error: Error & { actual?: unknown; expected?: unknown }): string {
  const { stack, message, actual, expected } = error;
  const text = stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`;
  const differs = typeof actual === 'string' && typeof expected === 'string' && actual !== expected;
  return differs ? `${text}\n${Mocha.reporters.Base.generateDiff(actual, expected)}` : text;
}
