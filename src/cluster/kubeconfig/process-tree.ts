import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends a process and all its descendants: also those in process groups of their own, and on Linux those whose parents have ended already, which
 * are known by a variable in their environment.
 * @param pid undefined when it did not start.
 * @param variable `NAME=value`, in the environment of the process and of no other.
 */
export function endTree(pid: number | undefined, variable: string): void {
  if (pid === undefined) return;
  for (const one of new Set([...descendants(pid), ...withVariable(variable), pid])) end(one);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
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
