import type { Service } from '../../../cluster/kinds/kinds.ts';
import type { KnownServices } from './known-services.ts';

/** A Service with the port of its API. */
export interface FoundService {
  namespace: string;
  name: string;
  port: number;
  isTls: boolean;
}

/** What was chosen of the Services of a cluster, and what else could have been meant. */
export interface Choice {
  chosen: FoundService | undefined;
  /** Others that look like it, `namespace/name`. */
  others: string[];
}

/**
 * The Service that is most likely the one of a program; pure. One with a label of it and a port of its API counts before one that has only its name,
 * a usual name before any other, one with an address of its own before a headless one. Of equal ones the first in the alphabet is chosen.
 */
export function chooseService(services: readonly Service[], known: KnownServices): Choice {
  const candidates = services
    .flatMap((service) => candidateOf(service, known))
    .toSorted((a, b) =>
      a.rank.find((_, at) => a.rank[at] !== b.rank[at]) === undefined ? byPath(a, b) : compare(a.rank, b.rank),
    );
  const [first, ...others] = candidates;
  // The governing Service of an operator leads to the same pods as the other Service of that namespace.
  const elsewhere = others.filter(({ found }) => found.namespace !== first?.found.namespace);
  return { chosen: first?.found, others: elsewhere.map(({ found }) => `${found.namespace}/${found.name}`) };
}

interface Candidate {
  found: FoundService;
  /** The lower the better, the first that differs decides. */
  rank: readonly number[];
}

function candidateOf({ metadata, spec }: Service, { labels, names, ports }: KnownServices): Candidate[] {
  const { name = '', namespace = '', labels: own = {} } = metadata ?? {};
  const label = labels.findIndex(([key, value]) => own[key] === value);
  const place = names.indexOf(name);
  if (label < 0 && place < 0) return [];
  const offered = (spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const port = ports.find((one) => offered.some((other) => other.port === one));
  if (port === undefined || spec?.type === 'ExternalName') return [];
  const isTls = offered.some((one) => one.port === port && (one.name === 'https' || one.appProtocol === 'https'));
  const last = Number.MAX_SAFE_INTEGER;
  return [
    {
      found: { namespace, name, port, isTls },
      rank: [label < 0 ? 1 : 0, place < 0 ? last : place, label < 0 ? last : label, spec?.clusterIP === 'None' ? 1 : 0],
    },
  ];
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
}

function byPath({ found: one }: Candidate, { found: other }: Candidate): number {
  return `${one.namespace}/${one.name}` < `${other.namespace}/${other.name}` ? -1 : 1;
}
