import { z } from 'zod';

/** How one test ended; what each status means is in `docs/results.md`. */
export const statusSchema = z.enum(['passed', 'failed', 'inconclusive', 'error', 'not-run', 'skipped']);
export type Status = z.infer<typeof statusSchema>;

/** A figure that a test took, in base units. */
export const measurementSchema = z.strictObject({
  /** Stable from run to run, unique within its test: `rollout`. */
  id: z.string(),
  value: z.number(),
  unit: z.enum(['seconds', 'bytes', 'ratio', 'count', 'per second']),
  /** Bounds of the value where the cluster's time stamps are whole seconds. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** The most it may be. */
  budget: z.number().optional(),
  /** Where the budget comes from: which clocks add up to it. */
  budgetReason: z.string().optional(),
  /** The single values, when `value` summarizes several. */
  samples: z.array(z.number()).optional(),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** A piece of what was seen, kept for people: a text in the results, beside the test it belongs to. */
export const evidenceSchema = z.strictObject({
  title: z.string(),
  /** Relative to the results directory. */
  file: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Why a test is not `passed`. */
export const reasonSchema = z.strictObject({
  /** Stable code: `WAIT_TOO_LONG`. */
  code: z.string(),
  /** The cause: one line that says what is wrong. */
  message: z.string(),
  /** What to do about it: a command that shows more, or a setting. */
  todo: z.string().optional(),
  /** The figures behind the cause, in one line: `desired 3, updated 3, available 1`. */
  counts: z.string().optional(),
  /** The whole text: seen, expected, what to do. */
  detail: z.string().optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** One test as it was planned. */
export const plannedSchema = z.strictObject({
  /** Stable from run to run: `workloads/deployment/<namespace>/<name>`. */
  id: z.string(),
  area: z.string(),
  title: z.string(),
  safety: z.enum(['read', 'own', 'disruptive']),
});
export type Planned = z.infer<typeof plannedSchema>;

/** One test as it ended. */
export const testResultSchema = z.strictObject({
  id: z.string(),
  area: z.string(),
  title: z.string(),
  status: statusSchema,
  reason: reasonSchema.optional(),
  /** RFC 3339; absent when the test never started. */
  startedAt: z.string().optional(),
  durationSeconds: z.number(),
  attempts: z.number().int(),
  measurements: z.array(measurementSchema),
  /** What is worth knowing although it is no failure, one sentence each. */
  notes: z.array(z.string()).optional(),
  evidence: z.array(evidenceSchema),
});
export type TestResult = z.infer<typeof testResultSchema>;

/** The cluster that was tested. */
export const clusterFactsSchema = z.strictObject({
  /** From the configuration; the key of history, because a rebuilt cluster has a new uid. */
  name: z.string(),
  /** The uid of the namespace `kube-system`. */
  uid: z.string().optional(),
  version: z.string().optional(),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      version: z.string(),
      os: z.string(),
      runtime: z.string(),
      simulated: z.boolean(),
    }),
  ),
});
export type ClusterFacts = z.infer<typeof clusterFactsSchema>;

/** What kept the run from judging the cluster at all. */
export const troubleSchema = reasonSchema.extend({
  /** Whose it is: the input of the user, or the way to the cluster. */
  kind: z.enum(['usage', 'infrastructure']),
});
export type Trouble = z.infer<typeof troubleSchema>;

/** Something that no test speaks of, and why. */
export const notCoveredSchema = z.strictObject({
  /** Id of an object as it stands in ids of tests, `namespace shop`, or a kind as kubectl names it: `poddisruptionbudgets.policy`. */
  what: z.string(),
  /** The same for all that is not covered for the same reason: `excluded by configuration (scope.exclude)`. */
  reason: z.string(),
});
export type NotCovered = z.infer<typeof notCoveredSchema>;

/** The run as a whole. */
export const runFactsSchema = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  /** Absent while the run goes on, and when it was cut off. */
  endedAt: z.string().optional(),
  suiteVersion: z.string(),
  configDigest: z.string(),
  /** What its configuration makes different from the defaults, and where that was set. Absent in results of older versions. */
  settings: z.array(z.strictObject({ key: z.string(), value: z.string(), origin: z.string() })).optional(),
  dryRun: z.boolean(),
  cluster: clusterFactsSchema,
  /** What was left out of it, and is in no test for that; absent when nothing was. */
  notCovered: z.array(notCoveredSchema).optional(),
  /** What ended the run before its plan was done: deadline, SIGTERM, crash of the runner, lost pod. */
  interruption: z.string().optional(),
  trouble: troubleSchema.optional(),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

/** `results.json`: the one truth that verdict, JUnit, report, comparison and archive are made from. */
export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: runFactsSchema,
  plan: z.array(plannedSchema),
  tests: z.array(testResultSchema),
});
export type Results = z.infer<typeof resultsSchema>;

/** What an instrument that judges by itself has come to. */
export interface CheckVerdict {
  status: 'passed' | 'failed' | 'inconclusive' | 'skipped';
  /** Stable code of the cause: `HPA_NO_DECISION`. */
  code: string;
  /** One line that says what is wrong. */
  message: string;
  /** More of it, for reading on. */
  detail?: string;
}
