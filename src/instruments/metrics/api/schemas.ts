import { z } from 'zod';

/** A text that the server may leave out, or send as something else: then nothing is known. Longer ones are cut. */
const text = z
  .string()
  .transform((value) => value.slice(0, 2_000))
  .catch('');
const labels = z.record(z.string(), z.string()).catch({});
/** A number of seconds, or nothing. */
const seconds = z.number().optional().catch(undefined);

/** A target as `GET /api/v1/targets` shows it. */
const target = z.object({
  /** The name of its scrape job in the configuration of Prometheus. */
  scrapePool: text,
  scrapeUrl: text,
  labels,
  health: z.enum(['up', 'down', 'unknown']).catch('unknown'),
  lastError: text,
  /** RFC 3339; year 1 before the first scrape. */
  lastScrape: text,
  lastScrapeDuration: seconds,
  /** `15s`, `1m30s`; empty where the server does not say. */
  scrapeInterval: text,
  discoveredLabels: labels,
});
/** VictoriaMetrics says the interval of a target only among the labels that it was found with. */
const targetWithInterval = target.transform(({ discoveredLabels, scrapeInterval, ...rest }) => ({
  ...rest,
  scrapeInterval: scrapeInterval === '' ? (discoveredLabels['__scrape_interval__'] ?? '') : scrapeInterval,
}));

/** A list; Thanos sends `null` for an empty one. */
const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(item)
    .nullable()
    .transform((items) => items ?? []);

const alert = z.object({ labels, annotations: labels, state: text, activeAt: text });

const rule = z.object({
  name: text,
  type: z.enum(['alerting', 'recording']).catch('alerting'),
  /** Of the last evaluation. */
  health: z.enum(['ok', 'err', 'unknown']).catch('unknown'),
  lastError: text,
});

const ruleGroup = z.object({
  name: text,
  /** In seconds. */
  interval: z.number().catch(0),
  /** How long the last evaluation of all its rules took, in seconds. */
  evaluationTime: seconds,
  /** RFC 3339; year 1 before the first one. */
  lastEvaluation: text,
  rules: z.array(rule).catch([]),
});

const sample = z.object({
  metric: labels,
  /** Time in seconds, and the value as text. */
  value: z.tuple([z.number(), z.string()]),
});

/** The data of each answer. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export const answers = {
  targets: z.object({
    activeTargets: listOf(targetWithInterval),
    /** By scrape job, how many targets were found and then left out by its relabelling. */
    droppedTargetCounts: z.record(z.string(), z.number()).optional().catch(undefined),
  }),
  scrapePools: z.object({ scrapePools: z.array(z.string()) }),
  rules: z.object({ groups: listOf(ruleGroup) }),
  alerts: z.object({ alerts: listOf(alert) }),
  config: z.object({ yaml: z.string() }),
  vector: z.object({ resultType: z.literal('vector'), result: z.array(sample) }),
};

export type Target = z.output<typeof targetWithInterval>;
export type Alert = z.output<typeof alert>;
export type Rule = z.output<typeof rule>;
export type RuleGroup = z.output<typeof ruleGroup>;

/** One series of an instant query. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** The alerts of Alertmanager, `GET /api/v2/alerts`: they have no frame. */
export const alertmanagerAlerts = z.array(z.object({ labels }));
