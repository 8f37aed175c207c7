import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { processStart } from './process-start.ts';

const holderSchema = z.object({
  host: z.string(),
  pid: z.number().int().positive(),
  start: z.string(),
  since: z.string(),
});

/** The process that holds a lock. */
type Holder = z.infer<typeof holderSchema>;

/**
 * Holds a lock until it is disposed of. It is a file with the host, the process id, and when that process was started: the file of a process that has ended is
 * replaced, also when its id is in use again.
 * @param path of the file; its directory exists.
 * @param date for the message of whoever finds it held.
 * @throws ShakedownError NIGHTLY_RUNS when another process holds it.
 */
export function lockFile(path: string, date: Date): Disposable {
  const own: Holder = {
    host: hostname(),
    pid: process.pid,
    start: processStart(process.pid) ?? '',
    since: date.toISOString(),
  };
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, `${JSON.stringify(own)}\n`);
  try {
    while (!create(mine, path)) removeStale(path);
  } finally {
    rmSync(mine, { force: true });
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

/** A link appears with its whole content, and only where there is none. */
function create(from: string, path: string): boolean {
  try {
    linkSync(from, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a process that has ended. Of two processes that find it, the later one must not remove the lock of the earlier. */
function removeStale(path: string): void {
  const found = read(path);
  if (found === undefined) return;
  assertStale(path, found);
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  try {
    if (moved !== undefined && moved !== found) {
      create(aside, path);
      assertStale(path, moved);
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function assertStale(path: string, text: string): void {
  const holder = parse(text);
  const isHere = holder?.host === hostname();
  if (holder && isHere && processStart(holder.pid) !== holder.start) return;
  throw new ShakedownError('NIGHTLY_RUNS', {
    meaning: 'infrastructure',
    expected: 'no other shakedown nightly in this directory',
    seen: holder
      ? `process ${holder.pid}${isHere ? '' : ` on ${holder.host}`} is one, since ${holder.since}`
      : `${path} is not a lock of shakedown nightly`,
    todo: isHere ? 'wait for its end' : `if it has ended, remove ${path}`,
  });
}

function parse(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
