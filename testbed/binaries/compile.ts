import { join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { compileText } from './compile-text.ts';
import type { FamilyName } from './families.ts';
import { runGo } from './go-command.ts';

interface Compilation {
  family: FamilyName;
  /** The name in messages. @example 'kube v1.36.3' */
  label: string;
  /** The folder with go.mod. */
  source: string;
  flags: string[];
  /** Name and main package of each program. */
  programs: [string, string][];
  /** Name and package of each program that consists of a package's tests. */
  testPrograms: [string, string][];
  /** Existing directory that gets one file per program. */
  target: string;
  goVersion: string;
}

/** How often a compilation without a plan writes a line: often enough to show that it runs, not too often for a log. */
const HEARTBEAT = 15_000;

/**
 * Downloads the modules of one family and runs `go build` for it.
 * @throws ShakedownError BUILD_FAILED with the end of Go's messages.
 */
export async function compile(build: Compilation, progress: BuildProgress): Promise<void> {
  const { plan } = progress;
  const { family, label, source, flags, programs, testPrograms, target } = build;
  plan?.begin(`modules/${family}`);
  progress.now(`downloading the Go modules of ${label}`);
  const wanted = new Set(await packagesToCompile(build, progress));
  plan?.finish(`modules/${family}`);

  plan?.begin(`compile/${family}`);
  const compiled = new Set<string>();
  const text = () => compileText({ label, done: compiled.size, total: wanted.size });
  plan?.count(0, wanted.size);
  progress.now(text());
  const heartbeat = setInterval(() => progress.now(text()), HEARTBEAT);
  try {
    const [first] = programs;
    // A single program gets its own name, not that of its package; Go names several programs after their packages.
    const output = programs.length === 1 && first ? join(target, first[0]) : `${target}/`;
    const args = ['build', '-v', ...flags, '-o', output, ...programs.map(([, path]) => path)];
    // With -v, Go prints only the path of each package that it compiles; every other line is a message.
    const { failed, messages } = await runGo(args, source, (line) => {
      if (!wanted.has(line)) return line.startsWith(DOWNLOADING);
      compiled.add(line);
      plan?.count(compiled.size, wanted.size);
      progress.stands(text());
      return true;
    });
    if (failed) throw buildFailed(build, messages);
    for (const program of testPrograms) await compileTests(program, build);
    plan?.finish(`compile/${family}`);
  } finally {
    clearInterval(heartbeat);
  }
}

/** Go does not tell which packages it compiles for tests. Without `-vet=off` it also examines all of them, which takes longer than to compile them. */
async function compileTests([name, path]: [string, string], build: Compilation): Promise<void> {
  const args = ['test', '-c', '-vet=off', ...build.flags, '-o', join(build.target, name), path];
  const { failed, messages } = await runGo(args, build.source, (line) => line.startsWith(DOWNLOADING));
  if (failed) throw buildFailed(build, messages);
}

const DOWNLOADING = 'go: downloading ';

/** The packages that Go's build cache does not have. Go needs the sources of all of them for that, so this downloads what is missing. */
async function packagesToCompile(build: Compilation, progress: BuildProgress): Promise<string[]> {
  const { label, source, flags, programs } = build;
  let downloads = 0;
  const stale = ['-f', '{{if .Stale}}{{.ImportPath}}{{end}}'];
  const args = ['list', '-deps', ...stale, ...flags, ...programs.map(([, path]) => path)];
  const { failed, stdout, messages } = await runGo(args, source, (line) => {
    if (!line.startsWith(DOWNLOADING)) return false;
    downloads += 1;
    progress.stands(`downloading the Go modules of ${label}: ${downloads} so far`);
    return true;
  });
  if (failed) throw buildFailed(build, messages);
  return stdout.split('\n').filter((line) => line !== '');
}

function buildFailed({ label, source, programs, goVersion }: Compilation, messages: string): ShakedownError {
  const packages = programs.map(([, path]) => path).join(' ');
  return new ShakedownError('BUILD_FAILED', {
    meaning: 'suite',
    expected: `${label} builds with ${goVersion}`,
    seen: messages,
    todo: `run it alone: cd ${source} && CGO_ENABLED=0 go build -mod=readonly -o /dev/null ${packages}`,
  });
}
