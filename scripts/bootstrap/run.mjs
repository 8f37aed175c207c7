import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} RunOptions */

/**
 * Runs a program in our place: its streams are ours, signals reach it.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it, as a shell does.
 */
export async function runInOurPlace(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  return await ended(child);
}

/**
 * Runs a program whose output matters only when it fails. On a terminal the time it takes is shown.
 * @param {string} label what is being done.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runQuietly(label, command, args, options = {}) {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1_000);
  const live = process.stderr.isTTY;
  const timer = live ? setInterval(() => process.stderr.write(`\r${label} … ${seconds()} s`), 1_000) : undefined;
  process.stderr.write(live ? `${label} …` : `${label} …\n`);
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (output += text));
  }
  const code = await ended(child);
  clearInterval(timer);
  const end = code === 0 ? `done in ${seconds()} s` : `failed after ${seconds()} s`;
  process.stderr.write(live ? `\r${label} … ${end}\n` : `${label}: ${end}\n`);
  return { code, output };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
async function ended(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // Ctrl-C at a terminal goes to the whole group: the child has it already, and a second one may mean 'at once' to it.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}
