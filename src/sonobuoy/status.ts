import { z } from 'zod';

const progressSchema = z.object({
  msg: z.string().default(''),
  total: z.number().default(0),
  /** The passed ones; Sonobuoy counts the failed ones separately. */
  completed: z.number().default(0),
  failures: z.array(z.string()).nullish(),
});

const pluginSchema = z.object({
  plugin: z.string(),
  /** `running`, `complete`, `failed`. */
  status: z.string(),
  progress: progressSchema.nullish(),
});

const tarSchema = z.object({ name: z.string(), sha256: z.string(), size: z.number() });

/**
 * The parts of the output of `sonobuoy status --json` that are used.
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/pkg/plugin/aggregation/status.go
 */
export const sonobuoyStatusSchema = z.object({
  /** `running`, `post-processing`, `complete`, `failed`. */
  status: z.string(),
  plugins: z.array(pluginSchema).nullish(),
  'tar-info': tarSchema.nullish(),
});

export type SonobuoyStatus = z.infer<typeof sonobuoyStatusSchema>;

/** The archive of the results, as the aggregator describes it. */
export type TarInfo = z.infer<typeof tarSchema>;

/** The progress of the plugin according to its last report. */
export interface PluginProgress {
  total: number;
  passed: number;
  failures: readonly string[];
  message: string;
}

/** The progress of a plugin; `undefined` before its first report. */
export function progressOf(status: SonobuoyStatus, plugin: string): PluginProgress | undefined {
  const progress = status.plugins?.find((one) => one.plugin === plugin)?.progress;
  if (!progress) return undefined;
  return {
    total: progress.total,
    passed: progress.completed,
    failures: progress.failures ?? [],
    message: progress.msg,
  };
}

/** @example formatProgress({ total: 12, passed: 4, failures: ['x'], message: '' }) // '5 of 12 tests done, 1 not passed' */
export function formatProgress({ total, passed, failures, message }: PluginProgress): string {
  const bad = failures.length > 0 ? `, ${failures.length} not passed` : '';
  // Only the message of the plugin says which tests are running.
  const running = /, \d+ running.*$/.exec(message)?.[0] ?? '';
  return `${passed + failures.length} of ${total} tests done${bad}${running}`;
}
