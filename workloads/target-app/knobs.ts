import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { isDuration, type Duration } from '../../src/time/duration.ts';

/** What the app does on SIGTERM: `leave` accepts no connections from then on, and ends after the time of the knob `drain`. */
export type OnSigterm = 'drain' | 'ignore' | 'exit' | 'leave';

/** How the app behaves. */
export interface Knobs {
  port: number;
  /** The app's version in answers, logs and metrics. */
  version: string;
  logLevel: 'debug' | 'info' | 'silent';
  /** The time from its start until it listens. */
  startupDelay: Duration;
  /** The delay of each answer. */
  latency: Duration;
  /** CPU time that each request burns. */
  cpu: Duration;
  /** Share of requests answered with 500, spread evenly: at 0.25 every fourth. */
  errorRate: number;
  /** Whether `/readyz` answers with 200. */
  ready: boolean;
  /** How long after its start it answers work with 503, although `/readyz` answers with 200. */
  warmUp: Duration;
  sigterm: OnSigterm;
  /** After SIGTERM: how long it continues to serve, while not ready, before it stops listening. */
  drain: Duration;
  /** How long an idle connection stays open; `0s` closes each one after its answer. */
  keepAlive: Duration;
}

interface Knob<Value> {
  readonly start: Value;
  /** Whether it can be changed while the app runs. */
  readonly live: boolean;
  readonly form: string;
  /** The value of a text; `undefined` when the text is not valid. */
  parse(text: string): Value | undefined;
}

const table: { readonly [Name in keyof Knobs]: Knob<Knobs[Name]> } = {
  port: {
    start: 8080,
    live: false,
    form: 'a port from 0 to 65535',
    parse: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
  },
  version: { start: 'v1', live: false, form: 'a text', parse: (text) => text },
  logLevel: choice('info', ['debug', 'info', 'silent'], false),
  startupDelay: { ...span('0s'), live: false },
  latency: span('0s'),
  cpu: span('0s'),
  errorRate: {
    start: 0,
    live: true,
    form: 'a share from 0 to 1',
    parse: (text) => (/^(0?\.\d+|[01](\.0+)?)$/.test(text) ? Number(text) : undefined),
  },
  ready: {
    start: true,
    live: true,
    form: "'true' or 'false'",
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  },
  warmUp: { ...span('0s'), live: false },
  sigterm: choice('drain', ['drain', 'ignore', 'exit', 'leave'], true),
  drain: span('5s'),
  keepAlive: span('5s'),
};

const names = Object.keys(table) as (keyof Knobs)[];
const words = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** `errorRate` → `--error-rate`. */
export const flagOf = (name: keyof Knobs): string => `--${words(name)}`;
/**
 * `errorRate` → `KNOB_ERROR_RATE`. The prefix is not TARGET_APP: Kubernetes itself sets `TARGET_APP_PORT` in pods
 * when there is a Service `target-app`.
 */
export const variableOf = (name: keyof Knobs): string => `KNOB_${words(name).replaceAll('-', '_').toUpperCase()}`;

/**
 * The knobs from flags and environment; flags override the environment.
 * @param args the arguments of the subcommand: `--latency=200ms --sigterm=ignore`.
 * @throws ShakedownError KNOB_UNKNOWN, KNOB_INVALID
 */
export function readKnobs(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Knobs {
  const settings = new Map<keyof Knobs, { text: string; from: string }>();
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('KNOB_') || text === undefined) continue;
    settings.set(known(variable, variableOf), { text, from: variable });
  }
  for (const arg of args) {
    const [flag = '', ...rest] = arg.split('=');
    const name = known(flag, flagOf);
    settings.set(name, { text: rest.length > 0 ? rest.join('=') : 'true', from: flag });
  }
  return Object.fromEntries(
    names.map((name) => {
      const setting = settings.get(name);
      return [name, setting ? parse(name, setting.text, setting.from) : table[name].start];
    }),
  ) as unknown as Knobs;
}

/**
 * The knobs with some of them changed while the app runs.
 * @param wanted the body of the request: `{ "latency": "200ms", "ready": false }`.
 * @throws ShakedownError KNOB_UNKNOWN, KNOB_INVALID, KNOB_FIXED
 */
export function withChangedKnobs(knobs: Knobs, wanted: unknown): Knobs {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
    throw new ShakedownError('KNOB_INVALID', {
      meaning: 'usage',
      expected: 'a JSON object of knobs',
      seen: JSON.stringify(wanted) ?? 'nothing',
    });
  const turned: Record<string, unknown> = { ...knobs };
  for (const [key, value] of Object.entries(wanted)) {
    const name = known(key, (knob) => knob);
    if (!table[name].live)
      throw new ShakedownError('KNOB_FIXED', {
        meaning: 'usage',
        expected: 'only knobs that can be changed while the app runs',
        seen: `'${name}' cannot be changed while the app runs`,
        todo: `start the app with ${flagOf(name)} or ${variableOf(name)}`,
      });
    turned[name] = parse(name, String(value), name);
  }
  return turned as unknown as Knobs;
}

function parse(name: keyof Knobs, text: string, from: string): Knobs[keyof Knobs] {
  const value = table[name].parse(text);
  if (value === undefined)
    throw new ShakedownError('KNOB_INVALID', {
      meaning: 'usage',
      expected: `${from} to be ${table[name].form}`,
      seen: `${from} is '${text}'`,
    });
  return value;
}

function known(text: string, spelling: (name: keyof Knobs) => string): keyof Knobs {
  const name = names.find((candidate) => spelling(candidate) === text);
  if (name === undefined)
    throw new ShakedownError('KNOB_UNKNOWN', {
      meaning: 'usage',
      expected: 'only knobs that the target app has',
      seen: `there is no knob '${text}'`,
      todo: `the knobs are ${names.map(spelling).join(', ')}`,
    });
  return name;
}

function span(start: Duration): Knob<Duration> {
  const form = "a number and its unit, as in '90s'";
  return { start, live: true, form, parse: (text) => (isDuration(text) ? text : undefined) };
}

function choice<Value extends string>(start: Value, values: readonly Value[], live: boolean): Knob<Value> {
  const form = `one of ${values.join(', ')}`;
  return { start, live, form, parse: (text) => values.find((value) => value === text) };
}
