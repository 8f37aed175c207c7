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

/** What a forwarder writes into its file. */
interface ForwarderRecord {
  pid: number;
  port: number;
}

/**
 * Ensures that a forwarder connects the host's loopback to the cluster. It keeps its port if possible.
 * @param wanted the port; by default the port of the last time, or else any free port.
 * @returns the port.
 */
export async function ensureForwarder(layout: Layout, wanted?: number): Promise<number> {
  const record = await read(layout);
  const running = processesOf('forwarder.ts', layout.directory);
  const [only] = running;
  if (record && only && running.length === 1 && only.pid === record.pid && (wanted ?? record.port) === record.port)
    return record.port;
  await end(running);
  await rm(layout.forwarderFile, { force: true });
  const before = record !== undefined && (await isFree(record.port)) ? record.port : 0;
  return start(layout, wanted ?? before);
}

/**
 * Checks that the cluster can use this port, before anything is changed.
 * @throws ShakedownError TESTBED_PORT when another program listens on it.
 */
export async function checkPort(layout: Layout, wanted: number): Promise<void> {
  if (wanted === (await forwarderPort(layout)) || (await isFree(wanted))) return;
  throw new ShakedownError('TESTBED_PORT', {
    meaning: 'usage',
    expected: `port ${wanted} of the loopback to be free for the API server`,
    seen: 'another program listens on it',
    todo: 'end that program, choose another --port, or leave --port out to get any free port',
  });
}

/** The port of the cluster's forwarder; undefined when none runs. */
export async function forwarderPort(layout: Layout): Promise<number | undefined> {
  const record = await read(layout);
  return processesOf('forwarder.ts', layout.directory).some(({ pid }) => pid === record?.pid)
    ? record?.port
    : undefined;
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
    missing: async () => ((await read(layout)) ? undefined : 'it has not written its port'),
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

async function read({ forwarderFile }: Layout): Promise<ForwarderRecord | undefined> {
  const text = await readFile(forwarderFile, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ForwarderRecord);
}
