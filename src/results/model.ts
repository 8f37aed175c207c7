import { z } from 'zod';

/** How one test ended; what each status means is in `docs/results.md`. */
export const statusSchema = z.enum(['passed', 'failed', 'inconclusive', 'error', 'not-run', 'skipped']);
export type Status = z.infer<typeof statusSchema>;

/** A date as the suite writes it, in RFC 3339. */
const dateSchema = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

/** How many points a value over time has at most. */
export const OVER_TIME_POINTS = 120;

/** A value over the time of its test, for a chart. */
export const overTimeSchema = z.strictObject({
  /** Seconds after the first point, ascending. */
  at: z.array(z.number()).max(OVER_TIME_POINTS),
  /** A value for each of them, in the unit of the measurement. */
  values: z.array(z.number()).max(OVER_TIME_POINTS),
});
export type OverTime = z.infer<typeof overTimeSchema>;

/** A figure that a test measured, in base units. */
export const measurementSchema = z.strictObject({
  /** The same in every run, unique within its test: `rollout`. */
  id: z.string(),
  value: z.number(),
  unit: z.enum(['seconds', 'days', 'bytes', 'ratio', 'count', 'per second']),
  /** Bounds of the value, if the cluster's time stamps are whole seconds. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** The maximum of the value. */
  budget: z.number().optional(),
  /** The reason of the budget: the clocks that it is the sum of. */
  budgetReason: z.string().optional(),
  /** The single values, when `value` summarizes several. */
  samples: z.array(z.number()).optional(),
  /** How it was over the time of the test, of which `value` is the whole. Absent where that is not kept, and in results of older versions. */
  overTime: overTimeSchema.optional(),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** A text about a test, kept in the results for people. */
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
  /** The part of the cluster that is not there, as in `required` of the configuration. */
  part: z.string().optional(),
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

/** Who knows of a failure, why it may be, and until which day. */
export const quarantineSchema = z.strictObject({ owner: z.string(), reason: z.string(), until: z.string() });

/** One test as it was planned. */
export const plannedSchema = z.strictObject({
  /** The same in every run: `workloads/deployment/<namespace>/<name>`. */
  id: z.string(),
  area: z.string(),
  title: z.string(),
  /** What its `describe` blocks say, the outermost first; absent when it is in none, and in results of older versions. */
  group: z.string().optional(),
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
  /** Of a failed test that somebody knows of: its failure does not decide the verdict, and is no pass either. */
  quarantine: quarantineSchema.optional(),
  /** RFC 3339; absent when the test never started. */
  startedAt: dateSchema.optional(),
  /** Not less than 0: a clock that was set back says nothing. */
  durationSeconds: z.number().transform((seconds) => Math.max(0, seconds)),
  attempts: z.number().int(),
  measurements: z.array(measurementSchema),
  /** What is worth knowing although it is no failure, one sentence each. */
  notes: z.array(z.string()).optional(),
  evidence: z.array(evidenceSchema),
});
export type TestResult = z.infer<typeof testResultSchema>;

/** The cluster that was tested. */
export const clusterFactsSchema = z.strictObject({
  /** From the configuration. It is the key of the history, because a rebuilt cluster has a new uid. */
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
      /** The pool that it belongs to, by its labels; absent when they name none, and in results of older versions. */
      pool: z.string().optional(),
    }),
  ),
});
export type ClusterFacts = z.infer<typeof clusterFactsSchema>;

/** What kept the run from judging the cluster at all. */
export const troubleSchema = reasonSchema.extend({
  /** The input of the user, or the connection to the cluster. */
  kind: z.enum(['usage', 'infrastructure']),
});
export type Trouble = z.infer<typeof troubleSchema>;

/** Something that no test covers, and why. */
export const notCoveredSchema = z.strictObject({
  /** The id of an object as in ids of tests, `namespace shop`, or a kind as in kubectl: `poddisruptionbudgets.policy`. */
  what: z.string(),
  /** The same text for everything with the same reason: `excluded by configuration (scope.exclude)`. */
  reason: z.string(),
});
export type NotCovered = z.infer<typeof notCoveredSchema>;

/** What a run was asked to judge, and what it left out. */
export const selectionSchema = z.strictObject({
  /** The number of tests that were selected. */
  selected: z.number().int(),
  /** What was left out, by the key of the configuration that left it out; empty when nothing was. */
  leftOut: z.array(
    z.strictObject({
      /** `run.focus`; `run.disruptive` for disruptive tests that were not allowed. */
      by: z.string(),
      /** Its value, in one line: `dns/`. */
      value: z.string(),
      /** The number of tests; absent when it is not known, because the objects of a narrower scope are not counted. */
      tests: z.number().int().optional(),
      /** Whole areas; their spec files were not read. */
      areas: z.array(z.string()).optional(),
    }),
  ),
});
export type Selection = z.infer<typeof selectionSchema>;

/** A plugin of a run of Sonobuoy, and how its tests ended. */
export const pluginFactsSchema = z.strictObject({
  name: z.string(),
  /** Whether its tests are among those of the results, and so decide the verdict. */
  decides: z.boolean(),
  /** By status, and `quarantined`. */
  counts: z.record(z.string(), z.number().int()),
  /** What is worth knowing about it: that it judges nothing. */
  note: z.string().optional(),
});

/** The run as a whole. */
export const runFactsSchema = z.strictObject({
  id: z.string(),
  startedAt: dateSchema,
  /** Absent during the run, and when it was cut off. */
  endedAt: dateSchema.optional(),
  suiteVersion: z.string(),
  configDigest: z.string(),
  /** The settings that differ from their defaults, and where they were set. Absent in results of older versions. */
  settings: z.array(z.strictObject({ key: z.string(), value: z.string(), origin: z.string() })).optional(),
  /** What was selected. Absent in results of older versions, of load tests, and of a run that ended before it had a plan. */
  selection: selectionSchema.optional(),
  dryRun: z.boolean(),
  cluster: clusterFactsSchema,
  /** What no test of the run covers; absent when there is nothing. */
  notCovered: z.array(notCoveredSchema).optional(),
  /** Figures of the run as a whole, such as its time; absent in results of older versions, and of a run that did not come to its end. */
  measurements: z.array(measurementSchema).optional(),
  /**
   * The tests that the run could not have been shorter for: one by itself, or those that held a lock one after the other. Absent in results of older
   * versions, and of a run that did not come to its end.
   */
  criticalPath: z.strictObject({ tests: z.array(z.string()), lock: z.string().optional() }).optional(),
  /** What is worth knowing about the run as a whole, one sentence each; absent when there is nothing. */
  notes: z.array(z.string()).optional(),
  /** Texts about the cluster before the first test; absent when there are none, and in results of older versions. */
  evidence: z.array(evidenceSchema).optional(),
  /** What ended the run before its plan was done: deadline, SIGTERM, crash of the runner, lost pod. */
  interruption: z.string().optional(),
  trouble: troubleSchema.optional(),
  /**
   * That the cluster was to be deleted after the run and could not be: when that was seen last, and why, in one line. It says nothing about what the run
   * found. Absent when there is nothing to say, and in results of older versions.
   */
  leftCluster: z.strictObject({ at: dateSchema, message: z.string() }).optional(),
  /** All plugins of the archive of Sonobuoy that the results were read from; absent where there is none, or ours is the only one. */
  plugins: z.array(pluginFactsSchema).optional(),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

/** `results.json`: the only source of verdict, JUnit, report, comparison and archive. */
export const resultsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: runFactsSchema,
  plan: z.array(plannedSchema),
  tests: z.array(testResultSchema),
});
export type Results = z.infer<typeof resultsSchema>;

/** The verdict of an instrument that judges itself. */
export interface CheckVerdict {
  status: 'passed' | 'failed' | 'inconclusive' | 'skipped';
  /** Stable code of the cause: `HPA_NO_DECISION`. */
  code: string;
  /** One line that says what is wrong. */
  message: string;
  /** The figures behind the message. */
  counts?: string;
  /** What may help: a command or a setting. */
  todo?: string;
  /** Further details. */
  detail?: string;
}
