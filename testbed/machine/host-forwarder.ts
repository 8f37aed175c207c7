import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { Layout } from './layout.ts';
import { end, processesOf } from './processes.ts';
import { waitFor } from '../cluster/wait-for.ts';

const PROGRAM = join(import.meta.dirname, 'forwarder.ts');

/** Where a forwarder says that it listens. */
interface Said {
  pid: number;
  port: number;
}

/**
 * Sees to it that a forwarder leads from the host's loopback to the cluster, and keeps its port when it can.
 * @param wanted the port; by default the one it had, or else any that is free.
 * @returns the port.
 */
export async function ensureForwarder(layout: Layout, wanted?: number): Promise<number> {
  const said = await read(layout);
  const running = processesOf('forwarder.ts', layout.directory);
  const [only] = running;
  if (said && only && running.length === 1 && only.pid === said.pid && (wanted ?? said.port) === said.port)
    return said.port;
  await end(running);
  await rm(layout.forwarderFile, { force: true });
  const before = said !== undefined && (await isFree(said.port)) ? said.port : 0;
  return start(layout, wanted ?? before);
}

/**
 * Checks, before anything is changed, that the cluster can have this port.
 * @throws ShakedownError TESTBED_PORT when another program listens on it.
 */
export async function checkPort(layout: Layout, wanted: number): Promise<void> {
  if (wanted === (await forwarderPort(layout)) || (await isFree(wanted))) return;
  throw new ShakedownError('TESTBED_PORT', {
    meaning: 'usage',
    expected: `port ${wanted} of the loopback to be free for the way to the API server`,
    seen: 'another program listens on it',
    todo: 'end that program, choose another --port, or leave --port out to get any that is free',
  });
}

/** Where the cluster's forwarder listens; undefined while there is none. */
export async function forwarderPort(layout: Layout): Promise<number | undefined> {
  const said = await read(layout);
  return processesOf('forwarder.ts', layout.directory).some(({ pid }) => pid === said?.pid) ? said?.port : undefined;
}

async function start(layout: Layout, port: number): Promise<number> {
  const log = layout.log('forwarder');
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [PROGRAM, layout.directory, String(port)], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  await waitFor({
    expected: `a forwarder on the host's loopback to cluster ${layout.name}`,
    within: '10s',
    every: '20ms',
    missing: async () => ((await read(layout)) ? undefined : 'it has not said where it listens'),
    evidence: () => readFile(log, 'utf8'),
  });
  return (await read(layout))!.port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function read({ forwarderFile }: Layout): Promise<Said | undefined> {
  const text = await readFile(forwarderFile, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Said);
}
