import { z } from 'zod';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';

const histogram = z.record(z.string(), z.number());

const entrySchema = z.looseObject({
  name: z.string(),
  method: z.string().nullable(),
  num_requests: z.number(),
  num_failures: z.number(),
  response_times: histogram,
  num_reqs_per_sec: histogram,
});

const runSchema = z.looseObject({
  id: z.string(),
  /** Seconds since 1970, on the master's clock, as all moments here. */
  startedAt: z.number(),
  stoppedAt: z.number().optional(),
  /** Why it ended, for programs. */
  stopCode: z
    .enum(['asked', 'bound', 'no-worker', 'script', 'shape-cut', 'shape-over', 'time-over', 'users-left'])
    .optional(),
  /** Why it ended, for people. */
  stopReason: z.string().optional(),
  users: z.number(),
  /** Users started per second. */
  spawnRate: z.number(),
  /** The requested length. */
  seconds: z.number(),
  /** The same if somebody has asked for it; absent where it is a default, or the load was not ordered by the suite. */
  runTime: z.number().nullish(),
  /** The requested rate, in requests per second; 0 when no rate was requested. */
  rate: z.number(),
  /** Whether a load shape of the script decides how many users run; then `users` says nothing. */
  shape: z.boolean().default(false),
  /** When it was changed, if that was during the load. */
  ratedAt: z.number().optional(),
  /** When Locust began to count, if it drops the ramp-up (`--reset-stats`). */
  countedFrom: z.number().optional(),
  /** Whether the last figures of all workers that were not lost have arrived, and the script has judged them. */
  settled: z.boolean(),
});

const generatorSchema = z.looseObject({
  id: z.string(),
  /** Cores its container may use; null without a limit. */
  cpuLimit: z.number().nullable(),
  /** Ticks of its event loop by how late they were, in milliseconds. */
  late: histogram,
  /** Each: seconds, CPU seconds, scheduler periods, throttled periods, running requests, users. */
  samples: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])),
  started: z.number(),
  finished: z.number(),
  aborted: z.number(),
  /** Aborted requests that users were waiting for, by how long, in milliseconds. */
  unanswered: histogram.optional(),
  /** Where idle users were, by the line of the script, and how many at most. */
  standing: histogram.optional(),
});

const statusSchema = z.looseObject({
  /** Changes when the master restarts. */
  instanceId: z.string(),
  locust: z.string(),
  state: z.string(),
  host: z.string(),
  expected: z.number(),
  connected: z.number(),
  workers: z.array(z.looseObject({ id: z.string(), state: z.string(), users: z.number(), cpu: z.number() })),
  users: z.number(),
  requests: z.number(),
  failures: z.number(),
  rate: z.number(),
  failureRate: z.number(),
  /** Milliseconds, by percent. */
  percentiles: histogram,
  run: runSchema.nullable(),
  /** The load that was ordered last and has not started, and why. */
  notStarted: z.looseObject({ id: z.string(), why: z.string() }).nullish(),
  /** The exit code that the script has set for Locust, which is how a script judges its load itself. */
  exitCode: z.number().nullish(),
});

const accountSchema = statusSchema.extend({
  /** Moments of change: seconds since the start, workers expected, workers connected. */
  connections: z.array(z.tuple([z.number(), z.number(), z.number()])),
  lost: z.array(z.looseObject({ id: z.string(), at: z.number(), why: z.string() })),
  /** When somebody reset the figures on the dashboard: seconds since the start. */
  resets: z.array(z.number()).default([]),
  /** Periods of the test, all workers together: from, to (seconds since its start), users that ran, users that Locust had asked for. */
  presence: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).default([]),
  /** Periods of the test, all workers together: from, to, users that were there and loaded nothing. */
  idle: z.array(z.tuple([z.number(), z.number(), z.number()])).default([]),
  /** Periods of the test with a request, all workers together, to about three seconds: from, half and 95 % of the requests took no longer (milliseconds), requests. */
  latency: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).default([]),
  /** The requests that Locust was to record, as counted by the guard; `total` has fewer when a script has removed some from its figures. */
  recorded: z.number().optional(),
  generators: z.array(generatorSchema),
  total: entrySchema,
  entries: z.array(entrySchema),
  errors: z.array(z.looseObject({ method: z.string(), name: z.string(), error: z.string(), occurrences: z.number() })),
  exceptions: z.array(z.looseObject({ count: z.number(), message: z.string(), traceback: z.string() })),
});

/** The status of a load, as the guard in the Locust master reports it. */
export type LoadStatus = z.infer<typeof statusSchema>;
/** The whole account of a load test, as the guard in the Locust master reports it. */
export type LoadAccount = z.infer<typeof accountSchema>;
/** What one worker measured about itself. */
export type GeneratorAccount = z.infer<typeof generatorSchema>;
/** What Locust counted for one endpoint, or for all. */
export type EntryAccount = z.infer<typeof entrySchema>;

/** @throws InstrumentTooWeak LOAD_GUARD_UNREADABLE when the answer is not what our guard gives. */
export function parseStatus(text: string): LoadStatus {
  return parse(statusSchema, text);
}

/** @throws InstrumentTooWeak LOAD_GUARD_UNREADABLE when the answer is not what our guard gives. */
export function parseAccount(text: string): LoadAccount {
  return parse(accountSchema, text);
}

/** The script runs in the same process as the guard, so what the master answers may be its doing: no fault of the suite. */
function parse<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InstrumentTooWeak('LOAD_GUARD_UNREADABLE', {
      expected: 'the Locust master to give the account of its guard',
      seen: `${problemIn(error)}: ${text.slice(0, 200)}`,
      todo: 'see whether the script changes the guard; was another version of it loaded? `shakedown loadtest setup` loads the right one',
      cause: error,
    });
  }
}

function problemIn(error: unknown): string {
  const path = error instanceof z.ZodError ? (error.issues[0]?.path.join('.') ?? '') : '';
  return path === '' ? 'the answer is no account' : `${path} is not what the guard writes`;
}
