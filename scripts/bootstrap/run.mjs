import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} RunOptions */

/**
 * Runs a program in the foreground: it uses our streams, and signals are forwarded to it.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it, as a shell does.
 */
export async function runInForeground(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  return await ended(child);
}

/**
 * Runs a program and shows its output only when it fails.
 * @param {string} label what is being done, as in 'installing npm packages'.
 * @param {string} command
 * @param {string[]} args
 * @param {Pick<import('../../testbed/preparation/overall-progress.mjs').OverallProgress, 'now' | 'done'>} progress
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runQuietly(label, command, args, progress, options = {}) {
  const start = performance.now();
  progress.now(label);
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (output += text));
  }
  const code = await ended(child);
  const seconds = Math.round((performance.now() - start) / 1_000);
  progress.done(`${label}: ${code === 0 ? 'done in' : 'failed after'} ${seconds} s`);
  return { code, output };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
async function ended(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // Ctrl-C at a terminal reaches the whole process group: the child has the signal already, and a second one may end it at once.
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
