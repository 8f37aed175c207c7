import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** How long a process may take to end when it is asked to, in milliseconds. */
const GRACE_MS = 2_000;
const LOOK_EVERY_MS = 50;

/**
 * Ends a process and all its descendants: also those in process groups of their own, and on Linux those whose parents have ended already, which
 * are known by a variable in their environment. What does not end when asked to is killed after two seconds.
 * @param pid undefined when it did not start.
 * @param variable `NAME=value`, in the environment of the process and of no other.
 */
export function endTree(pid: number | undefined, variable: string): void {
  if (pid === undefined) return;
  const all = new Set([...descendants(pid), ...withVariable(variable), pid]);
  killLater(
    [...all].filter((one) => send(one, 'SIGTERM')),
    performance.now() + GRACE_MS,
  );
}

function killLater(asked: readonly number[], until: number): void {
  const left = asked.filter((one) => send(one, 0));
  if (left.length === 0) return;
  if (performance.now() < until) setTimeout(() => killLater(left, until), LOOK_EVERY_MS);
  else for (const one of left) send(one, 'SIGKILL');
}

/** @returns whether the process was still there, and may be ended. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself, or is another user's: sudo.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [...below(child), child]);
  return below(root);
}

/** On Linux; elsewhere the environment of a process is not told. */
function withVariable(variable: string): number[] {
  if (process.platform !== 'linux') return [];
  return pids()
    .filter((pid) => readOf(pid, 'environ').split('\0').includes(variable))
    .map(Number);
}

/** All processes with their parents. */
function processes(): [pid: number, parent: number][] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  return pids().map((pid) => [Number(pid), parentOf(readOf(pid, 'stat'))]);
}

function pids(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

/** The name, in parentheses, may contain anything: the parent is the second field after it. */
function parentOf(status: string): number {
  return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
}

function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // it has ended since the directory was read, or is another user's
  }
}
