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
  /** Standard output and standard error are appended to this file. */
  log: string;
  /** A key of the files that it reads: when it changes, the daemon is restarted. */
  files?: string;
  /** Whether it is started again one second after it ended by itself. @default true */
  restart?: boolean;
}

/** The state of a daemon. */
export interface DaemonState {
  name: string;
  state: 'running' | 'ended' | 'stopped';
  /** In the supervisor's PID namespace; set while running. */
  pid?: number;
  /** When it entered this state; ISO 8601. */
  since: string;
  /** How often it has ended by itself since it was ordered. */
  ends: number;
  /** How it last ended by itself. @example 'exit code 1' */
  lastEnd?: string;
}

/** The exit code and the output of a command. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

interface ManagedDaemon {
  daemon: Daemon;
  state: DaemonState;
  child?: ChildProcess | undefined;
  /** Resolves when the current child has exited. */
  exited: Promise<void>;
  timer?: NodeJS.Timeout | undefined;
}

const RESTART_AFTER_MS = 1_000;
const GRACE_MS = 5_000;

// Nothing of the caller's environment: the API server would send its calls to the kubelets to a proxy that is set there.
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };

/** Keeps daemons running and runs commands, as children of this process. */
export class Supervisor {
  readonly #daemons = new Map<string, ManagedDaemon>();
  readonly #lastOrders = new Map<string, Promise<unknown>>();

  /** Starts a daemon unless it runs already as ordered. When its order has changed, it is ended first. */
  ensure(daemon: Daemon): Promise<DaemonState> {
    return this.#oneAtATime(daemon.name, () => this.#ensure(daemon));
  }

  /**
   * Ends a daemon and waits until it has exited: SIGTERM, and SIGKILL five seconds later.
   * @param signal the first signal; SIGKILL for a crash.
   */
  stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    return this.#oneAtATime(name, () => this.#stop(name, signal));
  }

  /** Starts a stopped daemon again, as it was ordered. @throws Error for a name that was never ordered. */
  start(name: string): Promise<DaemonState> {
    return this.#oneAtATime(name, async () => {
      const managed = this.#daemons.get(name);
      if (!managed) throw new Error(`no daemon ${name}: there are ${[...this.#daemons.keys()].join(', ') || 'none'}`);
      return this.#ensure(managed.daemon);
    });
  }

  /** Runs a command to its end, without a shell; `input` is its standard input. */
  run(argv: [string, ...string[]], input?: string): Promise<Outcome> {
    const [command, ...rest] = argv;
    return new Promise((resolve) => {
      const child = spawn(command, rest, { cwd: '/', env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
      // It may end without reading its input; then its exit code says more than EPIPE.
      child.stdin.on('error', () => {});
      child.stdin.end(input ?? '');
      child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }));
      child.on('close', (code, signal) => resolve({ code: code ?? 128, stdout, stderr: stderr + (signal ?? '') }));
    });
  }

  /** Calls a health endpoint inside the namespaces, without TLS verification. @returns what is wrong with the answer, '' when it is 200. */
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

  /** The state of every daemon that was ever ordered. */
  list(): DaemonState[] {
    return [...this.#daemons.values()].map(({ state }) => state);
  }

  /** Executes the orders for one daemon one after the other: the client of the last one may have been killed before it was executed. */
  async #oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#lastOrders.get(name) ?? Promise.resolve()).then(work);
    this.#lastOrders.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }

  async #ensure(daemon: Daemon): Promise<DaemonState> {
    const managed = this.#daemons.get(daemon.name);
    if (managed?.state.state === 'running' && isDeepStrictEqual(managed.daemon, daemon)) return managed.state;
    if (managed) await this.#stop(daemon.name, 'SIGTERM');
    const fresh: ManagedDaemon = {
      daemon,
      state: { name: daemon.name, state: 'ended', since: now(), ends: 0 },
      exited: Promise.resolve(),
    };
    this.#daemons.set(daemon.name, fresh);
    this.#start(fresh);
    return fresh.state;
  }

  async #stop(name: string, signal: NodeJS.Signals): Promise<void> {
    const managed = this.#daemons.get(name);
    if (!managed) return;
    clearTimeout(managed.timer);
    managed.state = { ...managed.state, state: 'stopped', since: now() };
    delete managed.state.pid;
    if (!managed.child) return;
    managed.child.kill(signal);
    const last = setTimeout(() => managed.child?.kill('SIGKILL'), GRACE_MS);
    await managed.exited;
    clearTimeout(last);
  }

  #start(managed: ManagedDaemon): void {
    const { daemon } = managed;
    const [command, ...rest] = daemon.argv;
    mkdirSync(dirname(daemon.log), { recursive: true });
    const log = openSync(daemon.log, 'a');
    // Its own session and no standard input: it continues to run when the client ends.
    const child = spawn(command, rest, { cwd: '/', env: ENVIRONMENT, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    managed.child = child;
    managed.state = { ...managed.state, state: 'running', since: now() };
    if (child.pid !== undefined) managed.state.pid = child.pid;
    managed.exited = new Promise((resolve) => {
      const end = (how: string) => {
        managed.child = undefined;
        if (managed.state.state === 'running') this.#ended(managed, how);
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  #ended(managed: ManagedDaemon, how: string): void {
    managed.state = { ...managed.state, state: 'ended', since: now(), ends: managed.state.ends + 1, lastEnd: how };
    delete managed.state.pid;
    if (managed.daemon.restart === false) return;
    managed.timer = setTimeout(() => this.#start(managed), RESTART_AFTER_MS);
  }
}

function now(): string {
  return new Date().toISOString();
}
