import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process took. */
export interface ProcessFigures {
  code: number | undefined;
  /** When it ended; seconds since 1970. */
  ended: number;
  seconds: number;
  /** The most memory that it, or any one of its children, ever had resident (VmHWM), in bytes. */
  peakBytes: number;
  /** The end of what it wrote, standard output and standard error together. */
  tail: string;
}

/** Between looks at the memory, in milliseconds: a peak in a process's last moment may be missed by what it grew in this time. */
const LOOK_EVERY = 25;
const TAIL = 4_000;

/** Runs a command to its end, or kills it after `withinMs`, and watches its memory and that of its direct children. */
export async function runMeasured(
  [program, ...args]: readonly [string, ...string[]],
  { env, withinMs }: { env: NodeJS.ProcessEnv; withinMs: number },
): Promise<ProcessFigures> {
  const start = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-TAIL)));
  let peakBytes = 0;
  const look = () => {
    for (const pid of family(child.pid)) peakBytes = Math.max(peakBytes, peakOf(pid));
  };
  const looking = setInterval(look, LOOK_EVERY);
  const limit = setTimeout(() => child.kill('SIGKILL'), withinMs);
  try {
    const code = await new Promise<number | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exit) => resolve(exit ?? undefined));
    });
    return { code, ended: Date.now() / 1_000, seconds: (performance.now() - start) / 1_000, peakBytes, tail };
  } finally {
    clearInterval(looking);
    clearTimeout(limit);
  }
}

function family(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const children = read(`/proc/${pid}/task/${pid}/children`);
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1_024;
}

/** Empty when the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
