import type { Cluster } from '../../../cluster/cluster.ts';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import type { StoreAccess } from '../stores/ask.ts';
import { LogStoreTrouble, type LogStore } from '../stores/log-store.ts';
import { loki } from '../stores/loki.ts';
import { openSearch } from '../stores/opensearch.ts';
import { victoriaLogs } from '../stores/victorialogs.ts';
import { configuredService, findStores, type StoreService } from './find-store.ts';
import { titleOf, type StoreKind } from './well-known.ts';

/** The log store of a cluster, or the fact that it has none. */
export type FoundStore = { store: LogStore } | { absent: string };

/** The clients by what they are for. A new store is a file and a line. */
const clients: Readonly<Record<StoreKind, (access: StoreAccess, settings: Config['logs']) => LogStore>> = {
  victorialogs: victoriaLogs,
  opensearch: openSearch,
  elasticsearch: openSearch,
  loki,
};

/**
 * Finds the log store: the configured Service, or the only one with a well-known name or label.
 * @throws ShakedownError LOG_STORE_AMBIGUOUS, LOG_STORE_KIND; ClusterError when Services cannot be listed.
 */
export async function openStore(cluster: Cluster, settings: Config['logs'], signal: AbortSignal): Promise<FoundStore> {
  const service = settings.service === '' ? undefined : configuredService(settings.service);
  const services = await cluster.list(kinds.services, service ? { namespace: service.ref.namespace } : {}, { signal });
  const found = findStores(services);
  if (service) {
    const known = findStores(services.filter(({ metadata }) => metadata?.name === service.ref.name))[0];
    const kind = settings.kind === '' ? known?.kind : settings.kind;
    if (kind === undefined) throw unknownKind(settings.service);
    return { store: atService(cluster, { isTls: known?.isTls ?? false, ...service, kind }, settings) };
  }
  const ofKind = found.filter(({ kind }) => settings.kind === '' || kind === settings.kind);
  const [first, ...others] = ofKind;
  if (!first)
    return {
      absent:
        'no Service has a usual name or label of VictoriaLogs, OpenSearch, Elasticsearch or Loki, and neither logs.service nor logs.url is set',
    };
  if (others.length > 0) throw ambiguous(ofKind);
  return { store: atService(cluster, first, settings) };
}

function atService(cluster: Cluster, { kind, ref, ...port }: StoreService, settings: Config['logs']): LogStore {
  const title = `${titleOf(kind)} at service ${ref.namespace}/${ref.name}:${port.port}`;
  const access: StoreAccess = {
    title,
    ask: async (path, options) => {
      try {
        return await cluster.serviceProxy(ref, port, path, options);
      } catch (error) {
        if (error instanceof ClusterError && error.transient)
          throw new LogStoreTrouble(`${title} does not answer: ${error.seen.split('\n')[0]}`, { cause: error });
        throw error;
      }
    },
  };
  return clients[kind](access, settings);
}

function unknownKind(service: string): ShakedownError {
  return new ShakedownError('LOG_STORE_KIND', {
    meaning: 'usage',
    expected: 'to know what the log store is',
    seen: `the Service ${service} has no usual name, label or port of one`,
    todo: 'set logs.kind',
  });
}

function ambiguous(found: readonly StoreService[]): ShakedownError {
  const names = found.slice(0, 5).map(({ kind, ref }) => `${titleOf(kind)} (${ref.namespace}/${ref.name})`);
  return new ShakedownError('LOG_STORE_AMBIGUOUS', {
    meaning: 'usage',
    expected: 'one log store, or the configuration to say which',
    seen: `${found.length} Services are those of log stores: ${names.join(', ')}`,
    todo: 'set logs.service to the one in which the lines of pods have to arrive',
  });
}
