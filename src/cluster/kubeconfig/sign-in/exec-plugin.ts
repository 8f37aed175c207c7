import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { ShakedownError } from '../../../errors/shakedown-error.ts';
import type { ExecEntry } from '../file/entries.ts';
import { parseExecCredential, type ExecCredential } from './exec-credential.ts';
import { findCommand, isScriptWithoutInterpreter } from './find-command.ts';
import { kubeconfigError } from '../kubeconfig-error.ts';
import { deniedByPolicy } from './plugin-policy.ts';
import { endTree } from './process-tree.ts';
import { Malformed } from '../file/yaml-value.ts';

/** What a plugin is run with. */
export interface PluginSurroundings {
  /** The environment that it is run in, with `exec.env` added. */
  env: Readonly<Record<string, string | undefined>>;
  /** The home directory, where kubectl's preferences are. */
  home: string;
  /** Whether standard input is a terminal. */
  isTerminal: () => boolean;
  /** Receives what the plugin prints for people. */
  say: (text: Buffer) => void;
  /** Called before a plugin is run that may ask questions. */
  onSignIn: (command: string) => void;
  /** Ends the plugin and its children. */
  signal: AbortSignal;
}

/**
 * Runs a credential plugin once, by the protocol of client-go (plugin/pkg/client/auth/exec/exec.go): what to do in KUBERNETES_EXEC_INFO, the answer on
 * standard output. A plugin may read standard input when that is a terminal and its `interactiveMode` is not Never; with Always and without a terminal
 * it is not run.
 * @param who names file and entry: `FILE: user 'me'`.
 * @param cluster what the plugin may know about the cluster; undefined when it did not ask for it.
 * @throws ShakedownError KUBECONFIG_CREDENTIALS; the signal's reason when it fired.
 */
export async function runExecPlugin(
  exec: ExecEntry,
  who: string,
  cluster: object | undefined,
  { env, home, isTerminal, say, onSignIn, signal }: PluginSurroundings,
): Promise<ExecCredential> {
  signal.throwIfAborted();
  const fail = (seen: string, todo: string) =>
    kubeconfigError('KUBECONFIG_CREDENTIALS', `${who}: the plugin ${exec.command} ${seen}`, todo);
  const interactive = exec.interactiveMode !== 'Never' && isTerminal();
  if (exec.interactiveMode === 'Always' && !interactive)
    throw fail(
      'asks questions, and standard input is not a terminal',
      'run it on a terminal, or use an account that needs no sign-in',
    );
  const program = findCommand(exec.command, env['PATH']);
  if (program === undefined)
    throw fail(
      exec.command.includes('/') ? 'does not exist, or may not be executed' : 'is not in PATH',
      shownHint(exec.installHint) || `install ${basename(exec.command)}, or correct exec.command`,
    );
  const denied = deniedByPolicy(exec.command, program, env, home);
  if (denied !== undefined) throw fail(denied, 'allow it there, or use an account that needs no plugin');
  if (isScriptWithoutInterpreter(program))
    throw fail(
      'is no program of this machine, and no script: a script begins with #! and the program that reads it',
      'write #!/bin/sh, or what it is written for, into its first line',
    );
  if (interactive) onSignIn(exec.command);
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { interactive, ...(cluster && { cluster }) },
  };
  const added = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]));
  const ended = await run(program, exec, {
    ...{ env: { ...env, ...added, KUBERNETES_EXEC_INFO: JSON.stringify(info) }, interactive, say, signal },
  });
  if (ended.problem !== undefined) throw fail(ended.problem, howToRepair(exec, ended.said));
  return read(ended.stdout, exec, fail);
}

function read(stdout: Buffer, exec: ExecEntry, fail: (seen: string, todo: string) => ShakedownError): ExecCredential {
  try {
    return parseExecCredential(stdout, exec.apiVersion);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw fail(
      `gave no credentials: ${error.message}`,
      'kubectl auth whoami, with the same kubeconfig, must work first',
    );
  }
}

interface Ended {
  /** Why it gave no answer. */
  problem: string | undefined;
  stdout: Buffer;
  /** What it printed for people last, in one line. */
  said: string;
}

function run(
  program: string,
  exec: ExecEntry,
  {
    env,
    interactive,
    say,
    signal,
  }: { env: NodeJS.ProcessEnv; interactive: boolean; say: (text: Buffer) => void; signal: AbortSignal },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const mark = { name: 'SHAKEDOWN_PLUGIN_RUN', value: randomUUID() };
    const stdout: Buffer[] = [];
    let said = '';
    // Not in a process group of its own: it would lose the terminal, and Ctrl-C would not reach it.
    const child = started(() =>
      spawn(program, exec.args, {
        argv0: exec.command,
        env: { ...env, [mark.name]: mark.value },
        stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      }),
    );
    if (typeof child === 'string') return resolve({ problem: child, stdout: Buffer.alloc(0), said: '' });
    const stop = () => {
      endTree(child.pid, `${mark.name}=${mark.value}`);
      // What does not end although it was asked to must not keep this process alive.
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      reject(signal.reason as Error);
    };
    const end = (problem: string | undefined) => {
      signal.removeEventListener('abort', stop);
      resolve({ problem, stdout: Buffer.concat(stdout), said: lastLine(said) });
    };
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-2_000);
      say(chunk);
    });
    child.on('error', (error) => end(whyNotStarted(error)));
    void Promise.all([once(child, 'exit'), once(child.stdout, 'end')]).then(
      async ([[code, name]]: [unknown[], unknown[]]) => {
        await restOf(child.stderr);
        end(whyEnded(code as number | null, name as NodeJS.Signals | null, lastLine(said)));
      },
      // Also when it was not started: then that has been said.
      ({ code }: NodeJS.ErrnoException) => end(`gave an answer that cannot be read (${code ?? 'unknown'})`),
    );
    return undefined;
  });
}

/** @returns why it was not started: some of the reasons are thrown, others are events. */
function started<T>(start: () => T): T | string {
  try {
    return start();
  } catch (error) {
    return whyNotStarted(error as Error);
  }
}

function whyNotStarted({ code }: NodeJS.ErrnoException): string {
  if (code === 'ERR_INVALID_ARG_VALUE') return 'cannot be started: a NUL character is in its command, args or env';
  if (code === 'E2BIG') return 'cannot be started: its args and env are too long for this machine (E2BIG)';
  return `cannot be started (${code ?? 'unknown'})`;
}

/**
 * What a plugin has written to standard error before it ended. Not its end: a process that it leaves behind may have it open for as long as it runs, and
 * kubectl does not wait for it either; it must not keep this process alive.
 */
async function restOf(stderr: Readable): Promise<void> {
  if (stderr instanceof Socket) stderr.unref();
  // The pipe is read once in each turn of the event loop, until it is empty; this turn's reading may be over.
  for (let turn = 0; turn < 3 && !stderr.readableEnded; turn += 1) await setImmediate();
}

function whyEnded(code: number | null, signal: NodeJS.Signals | null, said: string): string | undefined {
  if (code === 0) return undefined;
  const how = signal ? `was ended by ${signal} (${constants.signals[signal]})` : `failed with exit code ${code}`;
  return said === '' ? how : `${how}: ${said}`;
}

function howToRepair({ installHint }: ExecEntry, said: string): string {
  const first = 'kubectl auth whoami, with the same kubeconfig, must work first';
  return said === '' && installHint !== '' ? `${first}\n${shownHint(installHint)}` : first;
}

function lastLine(said: string): string {
  return (
    said
      .split('\n')
      .map(withoutControls)
      .findLast((line) => line !== '') ?? ''
  ).slice(0, 300);
}

/** A file must not control the terminal by escape sequences (client-go, tools/clientcmd/client_config.go, cleanANSIEscapeCodes). */
function shownHint(hint: string): string {
  return hint.split('\n').map(withoutControls).join('\n').trim();
}

function withoutControls(line: string): string {
  return stripVTControlCharacters(line)
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
}
