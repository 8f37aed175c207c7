// Runs the suite in a process of its own, as `shakedown run` does, on the spec files of a test: `child.ts SETTINGS`.
import { connect } from '../../src/cluster/connect.ts';
import { configSchema } from '../../src/config/schema.ts';
import { verdict } from '../../src/results/verdict.ts';
import { runSuite } from '../../src/run/run.ts';
import type { Instruments } from '../../src/run/instruments.ts';
import type { ClusterTool } from '../../src/spec/toolbox.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as {
  kubeconfig: string;
  specs: string;
  resultsDir: string;
  config: object;
};

const cluster = await connect({ kubeconfig: settings.kubeconfig });
const instruments: Instruments = {
  verbs: () => ({ door: cluster }) as ClusterTool,
  probes: { rights: [], fleet: () => Promise.reject(new Error('no probes here')) },
  targetApp: { rights: [], deploy: () => Promise.reject(new Error('no target app here')) },
  close: () => Promise.resolve(),
};
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort(new Error('stopped by SIGTERM')));
const results = await runSuite({
  config: configSchema.parse(settings.config),
  cluster,
  resultsDir: settings.resultsDir,
  signal: stop.signal,
  specDirs: [settings.specs],
  suiteVersion: '0.0.0-test',
  instruments: () => instruments,
});
await cluster.close();
process.exit(verdict(results).exitCode);
