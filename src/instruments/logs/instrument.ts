import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, owns } from '../../cluster/rights/rights.ts';
import { reachesServices } from '../../cluster/rights/service-proxy.ts';
import { clearingRights } from '../../objects/rights.ts';
import type { Instrument } from '../contract/instrument.ts';
import { configuredService } from './find/find-store.ts';
import { openStore, type FoundStore } from './find/open-store.ts';
import { wellKnown } from './find/well-known.ts';
import { logsFor, type Logs } from './logs.ts';
import { writerJob } from './writer/writer-job.ts';

/** The ports of all well-known Services of log stores. */
const wellKnownPorts = wellKnown.flatMap(({ names, ports }) =>
  names.flatMap((service) =>
    ports.flatMap((port) => [
      { service, port },
      { service, port, isTls: true },
    ]),
  ),
);

/** Writers of numbered lines on the nodes, and the log store in which these have to arrive. */
export const logs: Instrument<Logs> = {
  title: 'logs',
  rights: [
    owns(kinds.jobs),
    ...clearingRights('workloads'),
    looksAt(kinds.services),
    reachesServices(wellKnownPorts, 'cluster'),
  ],
  configuredRights: ({ logs: { service } }) => {
    if (service === '') return [];
    const { ref, port } = configuredService(service);
    return [reachesServices([{ service: ref.name, port }], { namespace: ref.namespace })];
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
    return { forCheck: (scope) => logsFor(run, store, scope) };
  },
};
