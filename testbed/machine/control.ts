import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { messageOf, ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { Daemon, DaemonState, Outcome, Supervisor } from './supervisor.ts';

/** Increased with every change of the orders below: a supervisor of another protocol is restarted. */
export const PROTOCOL = 1;

interface Orders {
  hello: { ask: object; answer: { protocol: number } };
  ensure: { ask: { daemon: Daemon }; answer: DaemonState };
  stop: { ask: { name: string; signal: NodeJS.Signals }; answer: null };
  start: { ask: { name: string }; answer: DaemonState };
  run: { ask: { argv: [string, ...string[]]; input: string }; answer: Outcome };
  probe: { ask: { url: string }; answer: string };
  list: { ask: object; answer: DaemonState[] };
}
type Verb = keyof Orders;
type Order = { [V in Verb]: { verb: V } & Orders[V]['ask'] }[Verb] | { verb: 'hold' };

/** The orders that the supervisor inside a cluster accepts from the host. */
export interface Control {
  /** @throws Error when the supervisor does not listen. */
  hello(): Promise<{ protocol: number }>;
  ensure(daemon: Daemon): Promise<DaemonState>;
  stop(name: string, signal?: NodeJS.Signals): Promise<void>;
  start(name: string): Promise<DaemonState>;
  /** Runs a command inside the cluster's namespaces. @throws ShakedownError TESTBED_COMMAND when its exit code is not 0. */
  run(argv: [string, ...string[]], input?: string): Promise<string>;
  /** The same, with any exit code. */
  outcome(argv: [string, ...string[]], input?: string): Promise<Outcome>;
  /** Asks a health endpoint inside the cluster. @returns what is wrong with the answer; undefined when it is 200. */
  probe(url: string): Promise<string | undefined>;
  list(): Promise<DaemonState[]>;
}

/** Control over the cluster whose supervisor listens on this socket. */
export function controlOf(socket: string): Control {
  const ask = <V extends Verb>(verb: V, rest: Orders[V]['ask']) =>
    order<Orders[V]['answer']>(socket, { verb, ...rest } as Order);
  const outcome: Control['outcome'] = (argv, input = '') => ask('run', { argv, input });
  return {
    outcome,
    hello: () => ask('hello', {}),
    ensure: (daemon) => ask('ensure', { daemon }),
    stop: async (name, signal = 'SIGTERM') => void (await ask('stop', { name, signal })),
    start: (name) => ask('start', { name }),
    probe: async (url) => (await ask('probe', { url })) || undefined,
    list: () => ask('list', {}),
    run: async (argv, input) => {
      const { code, stdout, stderr } = await outcome(argv, input);
      if (code === 0) return stdout;
      throw new ShakedownError('TESTBED_COMMAND', {
        meaning: 'infrastructure',
        expected: `'${argv.slice(0, 6).join(' ')}' to succeed inside the cluster`,
        seen: `exit code ${code}: ${(stderr || stdout).trim() || 'no output'}`,
      });
    },
  };
}

/** Accepts orders on a socket: one JSON text per connection and direction. `hold` is never answered: its connection ends when this process ends. */
export function serveControl(supervisor: Supervisor, socket: string): Server {
  const execute = async (order: Order): Promise<unknown> => {
    switch (order.verb) {
      case 'hello':
        return { protocol: PROTOCOL };
      case 'ensure':
        return supervisor.ensure(order.daemon);
      case 'stop':
        await supervisor.stop(order.name, order.signal);
        return null;
      case 'start':
        return supervisor.start(order.name);
      case 'run':
        return supervisor.run(order.argv, order.input);
      case 'probe':
        return supervisor.probe(order.url);
      case 'list':
        return supervisor.list();
      case 'hold':
        return new Promise(() => {});
    }
  };
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    // The client may have been killed before the answer is ready.
    connection.on('error', () => connection.destroy());
    text(connection)
      .then((order) => execute(JSON.parse(order) as Order))
      .then(
        (answer) => connection.end(JSON.stringify({ answer })),
        (error: unknown) => connection.end(JSON.stringify({ error: messageOf(error) })),
      );
  });
  return server.listen(socket);
}

/** Resolves when the supervisor at this socket has ended, or does not exist. */
export function untilSupervisorEnds(socket: string): Promise<void> {
  return order(socket, { verb: 'hold' }).then(
    () => {},
    () => {},
  );
}

async function order<Answer>(socket: string, order: Order): Promise<Answer> {
  const connection = connect({ path: socket, allowHalfOpen: true });
  connection.end(JSON.stringify(order));
  const reply = await text(connection);
  if (reply === '') throw new Error(`the supervisor ended during '${order.verb}'`);
  const { answer, error } = JSON.parse(reply) as { answer: Answer; error?: string };
  if (error !== undefined) throw new Error(error);
  return answer;
}
