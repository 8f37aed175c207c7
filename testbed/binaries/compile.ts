import { join } from 'node:path';
import { execa } from 'execa';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { formatDuration } from '../../src/time/duration.ts';

interface Compilation {
  /** What the reader sees. @example 'kube v1.36.3 (3 of 7)' */
  label: string;
  /** The folder with go.mod. */
  source: string;
  flags: string[];
  /** Name and main package of each program. */
  programs: [string, string][];
  /** Existing directory that gets one file per program. */
  target: string;
  goVersion: string;
}

/** How often a compilation says how far it is: often enough that nobody thinks it hangs, seldom enough for a log. */
const HEARTBEAT = 15_000;

/** How much of the compiler's output an error shows. */
const TAIL = 20;

/** Runs `go build` for one family. */
export async function compile(build: Compilation, progress: Progress): Promise<void> {
  const { label, source, flags, programs, target, goVersion } = build;
  const [first] = programs;
  // A single program gets its own name, whatever its package is called; several are named by Go after their packages.
  const output = programs.length === 1 && first ? join(target, first[0]) : `${target}/`;
  const packages = programs.map(([, path]) => path);
  const start = performance.now();
  let compiled = 0;
  progress.now(`building ${label}`);
  const heartbeat = setInterval(() => {
    const elapsed = formatDuration((performance.now() - start) / 1_000);
    progress.now(`building ${label}: ${compiled} packages compiled in ${elapsed}`);
  }, HEARTBEAT);
  const tail: string[] = [];
  try {
    // Ends with us, even when we are killed: nobody would want its work.
    const go = execa('setpriv', ['--pdeathsig', 'KILL', 'go', 'build', '-v', ...flags, '-o', output, ...packages], {
      cwd: source,
      // A GOFLAGS that is set, even to what we ask for anyway, keeps the user's own from changing what the key promises.
      env: { GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
      stdin: 'ignore',
      buffer: false,
      reject: false,
    });
    for await (const line of go.iterable({ from: 'stderr' })) {
      // With -v, Go prints the bare path of each package that it compiles; all else is a message.
      if (/^[\w.~+/-]+$/.test(line)) compiled += 1;
      else if (!line.startsWith('go: downloading ')) tail.push(line);
      if (tail.length > TAIL) tail.shift();
    }
    const { failed, shortMessage } = await go;
    if (!failed) return;
    throw new ShakedownError('BUILD_FAILED', {
      meaning: 'suite',
      expected: `${label.replace(/ \(.*/, '')} builds with ${goVersion}`,
      seen: tail.length > 0 ? tail.join('\n') : (shortMessage ?? 'no output'),
      todo: `run it by itself: cd ${source} && CGO_ENABLED=0 go build -mod=readonly -o /dev/null ${packages.join(' ')}`,
    });
  } finally {
    clearInterval(heartbeat);
  }
}
