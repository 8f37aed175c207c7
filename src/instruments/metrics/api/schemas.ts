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
});

const sample = z.object({
  metric: labels,
  /** Time in seconds, and the value as text. */
  value: z.tuple([z.number(), z.string()]),
});

/** The data of each answer. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export const answers = {
  targets: z.object({ activeTargets: z.array(target) }),
  scrapePools: z.object({ scrapePools: z.array(z.string()) }),
  vector: z.object({ resultType: z.literal('vector'), result: z.array(sample) }),
};

export type Target = z.output<typeof target>;

/** One series of an instant query. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}
