import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** A daemon that the supervisor keeps running. */
export interface Daemon {
  /** @example 'etcd', 'kubelet@node-1' */
  name: string;
  argv: [string, ...string[]];
  /** Both its outputs are appended to this file. */
  log: string;
  /** Changes when a file that it reads does: a daemon of other files is started anew. */
  files?: string;
  /** Whether it is started again one second after it ended by itself. @default true */
  restart?: boolean;
}

/** How a daemon is. */
export interface DaemonState {
  name: string;
  state: 'running' | 'ended' | 'stopped';
  /** As seen by the supervisor; set while running. */
  pid?: number;
  /** When it came into this state; ISO 8601. */
  since: string;
  /** How often it ended by itself since it was ordered. */
  ends: number;
  /** How it last ended by itself. @example 'exit code 1' */
  lastEnd?: string;
}

/** What a command that ran to its end left. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

interface Kept {
  daemon: Daemon;
  state: DaemonState;
  child?: ChildProcess | undefined;
  /** Resolves when the current child is gone. */
  gone: Promise<void>;
  timer?: NodeJS.Timeout | undefined;
}

const RESTART_AFTER_MS = 1_000;
const GRACE_MS = 5_000;

// Nothing of the caller's environment: a proxy set there would swallow the API server's calls to its kubelets.
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };

/** Keeps daemons running and runs commands, as children of this process. */
export class Supervisor {
  readonly #kept = new Map<string, Kept>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /** Starts a daemon unless it runs already just as ordered; one that was ordered otherwise is ended first. */
  ensure(daemon: Daemon): Promise<DaemonState> {
    return this.#inTurn(daemon.name, () => this.#ensure(daemon));
  }

  /**
   * Ends a daemon and waits until it is gone: SIGTERM, and SIGKILL five seconds later.
   * @param signal what to end it with at first; SIGKILL for a crash.
   */
  stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    return this.#inTurn(name, () => this.#stop(name, signal));
  }

  /** Starts a daemon again that was stopped, as it was ordered. @throws Error for a name that was never ordered. */
  start(name: string): Promise<DaemonState> {
    return this.#inTurn(name, async () => {
      const kept = this.#kept.get(name);
      if (!kept) throw new Error(`no daemon ${name}: there are ${[...this.#kept.keys()].join(', ') || 'none'}`);
      return this.#ensure(kept.daemon);
    });
  }

  /** Runs a command to its end, without a shell and without standard input unless given. */
  run(argv: [string, ...string[]], input?: string): Promise<Outcome> {
    const [command, ...rest] = argv;
    return new Promise((resolve) => {
      const child = spawn(command, rest, { cwd: '/', env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
      // It may end without having read its input: how it ended tells more than EPIPE.
      child.stdin.on('error', () => {});
      child.stdin.end(input ?? '');
      child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }));
      child.on('close', (code, signal) => resolve({ code: code ?? 128, stdout, stderr: stderr + (signal ?? '') }));
    });
  }

  /** Asks a health endpoint on this side of the namespaces, whatever certificate it has. @returns what is wrong with the answer, '' when it is 200. */
  probe(url: string): Promise<string> {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    return new Promise((resolve) => {
      const options = { rejectUnauthorized: false, agent: false, signal: AbortSignal.timeout(2_000) } as const;
      const call = get(url, options, (response) => {
        response.resume();
        response.on('error', () => {});
        resolve(response.statusCode === 200 ? '' : `HTTP ${response.statusCode}`);
      });
      call.on('error', (error) => resolve(error.message));
    });
  }

  /** How every daemon that was ever ordered is. */
  list(): DaemonState[] {
    return [...this.#kept.values()].map(({ state }) => state);
  }

  /** One order after the other for each daemon: who gave the last one may have been killed before it was carried out. */
  async #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    this.#turns.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }

  async #ensure(daemon: Daemon): Promise<DaemonState> {
    const kept = this.#kept.get(daemon.name);
    if (kept?.state.state === 'running' && isDeepStrictEqual(kept.daemon, daemon)) return kept.state;
    if (kept) await this.#stop(daemon.name, 'SIGTERM');
    const fresh: Kept = {
      daemon,
      state: { name: daemon.name, state: 'ended', since: now(), ends: 0 },
      gone: Promise.resolve(),
    };
    this.#kept.set(daemon.name, fresh);
    this.#start(fresh);
    return fresh.state;
  }

  async #stop(name: string, signal: NodeJS.Signals): Promise<void> {
    const kept = this.#kept.get(name);
    if (!kept) return;
    clearTimeout(kept.timer);
    kept.state = { ...kept.state, state: 'stopped', since: now() };
    delete kept.state.pid;
    if (!kept.child) return;
    kept.child.kill(signal);
    const last = setTimeout(() => kept.child?.kill('SIGKILL'), GRACE_MS);
    await kept.gone;
    clearTimeout(last);
  }

  #start(kept: Kept): void {
    const { daemon } = kept;
    const [command, ...rest] = daemon.argv;
    mkdirSync(dirname(daemon.log), { recursive: true });
    const log = openSync(daemon.log, 'a');
    // A session of its own and no standard input: whoever ordered it can end without it noticing.
    const child = spawn(command, rest, { cwd: '/', env: ENVIRONMENT, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    kept.child = child;
    kept.state = { ...kept.state, state: 'running', since: now() };
    if (child.pid !== undefined) kept.state.pid = child.pid;
    kept.gone = new Promise((resolve) => {
      const end = (how: string) => {
        kept.child = undefined;
        if (kept.state.state === 'running') this.#ended(kept, how);
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  #ended(kept: Kept, how: string): void {
    kept.state = { ...kept.state, state: 'ended', since: now(), ends: kept.state.ends + 1, lastEnd: how };
    delete kept.state.pid;
    if (kept.daemon.restart === false) return;
    kept.timer = setTimeout(() => this.#start(kept), RESTART_AFTER_MS);
  }
}

function now(): string {
  return new Date().toISOString();
}
