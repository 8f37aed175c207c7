export const METRICS = ['p50', 'p95', 'p99', 'failures', 'rate'] as const;

/** The figure that a threshold bounds. Latencies and failures have an upper bound, the rate a lower one. */
export type Metric = (typeof METRICS)[number];
