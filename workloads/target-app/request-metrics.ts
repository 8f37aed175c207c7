import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The number of paths above which others are counted as `other`: a scanner must not fill the memory with label values. */
const MAX_PATHS = 100;

/** The app's metrics about its requests. */
export interface RequestMetrics {
  /** Counts the start of a request for work. Returns the function that counts its end. */
  began(): () => void;
  /** Counts a request that ended; `status` is `aborted` when the client did not get the whole answer. */
  ended(path: string, status: number | 'aborted', seconds: number): void;
  /** The Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Requests that ended so far. */
  readonly served: number;
}

/** Counts every request, in its own registry. */
export function requestMetrics(version: string): RequestMetrics {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['path', 'status'] as const;
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests that ended.', labelNames, registers });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests for work in flight, without probes and scrapes.',
    registers,
  });
  new Gauge({ name: 'target_app_info', help: 'Always 1.', labelNames: ['version'], registers }).set({ version }, 1);
  const cpu = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time of this process.',
    registers: [],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1_000_000);
    },
  });
  registers.forEach((register) => register.registerMetric(cpu));
  const paths = new Set<string>();
  let served = 0;
  return {
    began: () => {
      inFlight.inc();
      return () => inFlight.dec();
    },
    ended: (requested, status, seconds) => {
      if (paths.size < MAX_PATHS) paths.add(requested);
      const labels = { path: paths.has(requested) ? requested : 'other', status: String(status) };
      requests.inc(labels);
      durations.observe(labels, seconds);
      served += 1;
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    get served() {
      return served;
    },
  };
}
