import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { namedService } from '../../../config/sections/endpoint.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { hasCredentials, readCredentials } from '../../../server-access/credentials.ts';
import { passesNone, twoWays } from '../../../server-access/misconfigured.ts';
import { readHeaders } from '../../../server-access/headers.ts';
import { namedPort } from '../../../server-access/named-port.ts';
import { directly } from '../access/directly.ts';
import { logStore } from '../access/misconfigured.ts';
import { throughApiServer } from '../access/through-api-server.ts';
import type { StoreAccess } from '../stores/ask.ts';
import type { LogStore } from '../stores/log-store.ts';
import { loki } from '../stores/loki.ts';
import { openSearch } from '../stores/opensearch.ts';
import { victoriaLogs } from '../stores/victorialogs.ts';
import { findStores, type StoreService } from './find-store.ts';
import { portsOf, titleOf, type StoreKind } from './well-known.ts';
import { whyNotLogs } from './why-not-logs.ts';

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
 * The way to the log store: the address or the Service that the configuration names, or the only Service with a well-known name or label; an OpenSearch
 * or Elasticsearch that is found so has to hold lines of pods.
 * @throws ShakedownError LOG_STORE_CONFIG, LOG_STORE_AMBIGUOUS; InstrumentTooWeak LOG_STORE_UNKNOWN; ClusterError when Services cannot be listed.
 */
export async function openStore(cluster: Cluster, given: Config['logs'], signal: AbortSignal): Promise<FoundStore> {
  const { url, service, kind } = given;
  if (url !== '' && service !== '') throw twoWays(logStore);
  const settings = { ...given, headers: await readHeaders(cluster, given.headers, logStore, signal) };
  if (url !== '') {
    if (kind === '') throw unknownKind(url);
    const title = `${titleOf(kind)} at ${url}`;
    const access = directly(title, settings, await readCredentials(cluster, settings.auth, logStore, signal));
    return { store: clients[kind](access, settings) };
  }
  const services = await cluster.list(kinds.services, {}, { signal });
  const open = (at: StoreService) => clientFor(cluster, at, settings);
  return service === '' ? onlyStore(services, settings, open, signal) : { store: open(namedStore(services, settings)) };
}

/** A client for the store behind a Service. @throws ShakedownError LOG_STORE_CONFIG */
function clientFor(cluster: Cluster, { kind, ...at }: StoreService, settings: Config['logs']): LogStore {
  const shown = `${at.ref.namespace}/${at.ref.name}:${at.port}`;
  if (hasCredentials(settings.auth)) throw passesNone(logStore, shown);
  const options = { title: `${titleOf(kind)} at service ${shown}`, prefix: settings.path, headers: settings.headers };
  return clients[kind](throughApiServer(cluster, at, options), settings);
}

/**
 * The only store among the Services, without those that may be an application's own.
 * @throws ShakedownError LOG_STORE_AMBIGUOUS; InstrumentTooWeak LOG_STORE_UNKNOWN
 */
async function onlyStore(
  services: readonly Service[],
  { kind }: Config['logs'],
  open: (at: StoreService) => LogStore,
  signal: AbortSignal,
): Promise<FoundStore> {
  const found = findStores(services).filter((store) => kind === '' || store.kind === kind);
  if (found.length === 0)
    return {
      absent:
        'no Service has a usual name or label of VictoriaLogs, OpenSearch, Elasticsearch or Loki; logs.service or logs.url names one',
    };
  const asked = await Promise.all(
    found.map(async (at) => {
      const store = open(at);
      return { at, store, why: await whyNotLogs(store, signal) };
    }),
  );
  const stores = asked.filter(({ why }) => why === undefined);
  if (stores.length > 1) throw ambiguous(stores.map(({ at }) => at));
  const [only] = stores;
  if (only) return { store: only.store };
  const reasons: string[] = [];
  for (const { why } of asked) {
    if (why instanceof InstrumentTooWeak) throw why;
    if (why !== undefined) reasons.push(why);
  }
  return {
    absent: `${reasons.join('; ')}, so it may be an application's own; logs.service or logs.url names the log store`,
  };
}

/** The Service that the configuration names; pure. */
function namedStore(services: readonly Service[], { service, kind }: Config['logs']): StoreService {
  const named = namedService(service);
  const found = services.find(
    ({ metadata }) => metadata?.namespace === named?.namespace && metadata?.name === named?.name,
  );
  if (!named || !found)
    throw logStore.misconfigured({
      expected: 'the Service that logs.service names',
      seen: `service ${service} does not exist`,
      todo: 'check logs.service',
    });
  const [known] = findStores([found]);
  const of = kind === '' ? known?.kind : kind;
  if (of === undefined) throw unknownKind(`service ${service}`);
  const port = namedPort(found, named, portsOf(of), logStore, service);
  const isTls = named.isTls || (known?.isTls ?? false);
  return { kind: of, ref: { namespace: named.namespace, name: named.name }, port, ...(isTls && { isTls }) };
}

function unknownKind(place: string): Error {
  return logStore.misconfigured({
    expected: 'to know what the log store is',
    seen: `nothing tells it of ${place}`,
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
