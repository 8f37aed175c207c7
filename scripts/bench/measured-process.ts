import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The duration and memory of a process. */
export interface ProcessFigures {
  code: number | undefined;
  /** When it ended; seconds since 1970. */
  ended: number;
  seconds: number;
  /** The maximum resident memory (VmHWM) of it or of one of its children, in bytes. */
  peakBytes: number;
  /** The CPU time of it and its children, in seconds; what they used after the last measurement is missing. */
  cpuSeconds: number;
  /** The end of its output, standard output and standard error together. */
  tail: string;
}

/** The time between two measurements of the memory: a process's growth in its last interval may be missed. */
const MEASURE_EVERY_MS = 25;
const TAIL = 4_000;
/** USER_HZ, which is the same on all architectures that Node runs on. */
const TICKS_PER_SECOND = 100;

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
  const ticks = new Map<number, number>();
  const measure = () => {
    for (const pid of withChildren(child.pid)) {
      peakBytes = Math.max(peakBytes, peakOf(pid));
      ticks.set(pid, Math.max(ticks.get(pid) ?? 0, ticksOf(pid)));
    }
  };
  const measuring = setInterval(measure, MEASURE_EVERY_MS);
  const limit = setTimeout(() => child.kill('SIGKILL'), withinMs);
  try {
    const code = await new Promise<number | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exit) => resolve(exit ?? undefined));
    });
    const cpuSeconds = [...ticks.values()].reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
    const seconds = (performance.now() - start) / 1_000;
    return { code, ended: Date.now() / 1_000, seconds, peakBytes, cpuSeconds, tail };
  } finally {
    clearInterval(measuring);
    clearTimeout(limit);
  }
}

function withChildren(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const children = read(`/proc/${pid}/task/${pid}/children`);
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1_024;
}

/** The CPU time that a process has used, user and system. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function ticksOf(pid: number): number {
  const [, rest = ''] = read(`/proc/${pid}/stat`).split(') ');
  const fields = rest.split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** Empty when the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
