import { randomBytes } from 'node:crypto';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { owns, uses } from '../../cluster/rights/rights.ts';
import { clearingRights } from '../../objects/rights.ts';
import type { Instrument } from '../contract/instrument.ts';
import { collectorRights } from './collector.ts';
import { openStore, type FoundStore } from './find/open-store.ts';
import { storeRights } from './find/store-rights.ts';
import { logsFor, type Logs } from './logs.ts';
import { goOnRight } from './writer/go-on.ts';
import { writerJob } from './writer/writer-job.ts';

/** Writers of numbered lines on the nodes, and the log store in which these have to arrive. */
export const logs: Instrument<Logs> = {
  title: 'logs',
  rights: [owns(kinds.jobs), ...clearingRights('workloads'), uses(kinds.pods, 'log', ['get'], 'workloads'), goOnRight],
  configuredRights: ({ logs: settings, run: { disruptive } }) => {
    const [namespace = ''] = settings.collector.split('/');
    return [...storeRights(settings), ...(disruptive && namespace !== '' ? collectorRights(namespace) : [])];
  },
  trials: ({ config: { namespaces, image }, simulated }) => {
    const lines = [{ kind: 'steady', count: 1 }] as const;
    const place = { namespace: namespaces.workloads, name: 'shakedown-dry-run' };
    return [
      { of: 'a log writer', kind: kinds.jobs, manifest: writerJob({ ...place, image, run: 's1', lines, simulated }) },
    ];
  },
  make: (run) => {
    let found: Promise<FoundStore> | undefined;
    const store = (signal: AbortSignal) => {
      found ??= openStore(run.cluster, run.config.logs, run.signal);
      // The next check tries again.
      found.catch(() => (found = undefined));
      signal.throwIfAborted();
      return found;
    };
    const shared = { store, watched: new Set<string>(), seed: randomBytes(4).toString('hex') };
    return { forCheck: (scope) => logsFor(run, shared, scope) };
  },
};
