import type { Config } from '../../config/schema.ts';
import type { Results } from '../../results/model.ts';

/** The results of a night that had no run, so that it is published, too; pure. */
export function unjudgedResults(options: {
  id: string;
  config: Config;
  suiteVersion: string;
  startedAt: string;
  endedAt: string;
  /** Why there was no run, in one line. */
  why: string;
}): Results {
  const { id, config, suiteVersion, startedAt, endedAt, why } = options;
  return {
    schemaVersion: 1,
    run: {
      ...{ id, startedAt, endedAt, suiteVersion, configDigest: 'unknown', dryRun: false },
      cluster: { name: config.cluster.name, nodes: [] },
      trouble: { kind: 'infrastructure', code: 'NIGHTLY_NO_RUN', message: why },
    },
    plan: [],
    tests: [],
  };
}
