import type { Service } from '../../../cluster/kinds/kinds.ts';
import { doesNotApply, notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { isTerminating, judgeMissing } from '../../../conditions/workloads/judge-workload.ts';
import type { Ownership } from '../../../conditions/workloads/ownership.ts';
import { whyClosed } from './closed-by-design.ts';
import { judgeContacts, type Contact } from './reach.ts';
import { whyNoEndpoints, type Backing } from './service-backing.ts';
import { whyNoConnection } from './service-scope.ts';

/** A Service as seen from the nodes. */
export interface ReachSeen {
  service: Service | undefined;
  /** What is behind it, if it has no ready endpoint. */
  backing?: Backing;
  /** The connections of all rounds so far, to what is there now. */
  contacts: readonly Contact[];
  /** One text for each of its ports that no ready endpoint serves. */
  unserved: readonly string[];
  /** Agents that did not answer, though their nodes exist. */
  lost: readonly { node: string; reason: string }[];
  /** Why it intentionally has no endpoints. */
  atZero?: string;
  /** Some connections failed while its endpoints changed: they are tried again, and not counted. */
  changed?: true;
  /**
   * What could not be judged although nothing wrong was seen: connections that NetworkPolicies deny, addresses that were not tested, kinds of
   * workloads that may not be read.
   */
  unjudged?: string;
  /** What is worth knowing although nothing is wrong, a sentence each: a sample, nodes from which it was not tested, connections that failed at first. */
  notes?: readonly string[];
}

/** Judges what was read; pure. */
export function judgeReach(
  { service, backing, contacts, unserved, atZero, changed, unjudged }: ReachSeen,
  { ours = false }: Ownership = {},
): Observation {
  if (!service || isTerminating(service)) return judgeMissing({ ours }, service);
  if (atZero !== undefined) return ours ? notYet(atZero, 0) : doesNotApply(atZero);
  if (backing) return unjudged === undefined ? notYet(whyNoEndpoints(backing), 0) : ready();
  // A port of UDP that nobody serves is wrong, whatever goes there.
  if (contacts.length === 0 && unserved.length > 0 && whyNoConnection(service) !== undefined)
    return notYet(unserved.join('; '), 0);
  const byDesign = whyNoConnection(service) ?? whyClosed(contacts);
  if (byDesign !== undefined && !ours) return doesNotApply(byDesign);
  if (contacts.length === 0 && unjudged !== undefined) return ready(unjudged);
  if (contacts.length === 0 && !changed) return notYet(`its endpoints have no TCP port: ${portsText(service)}`, 0);
  const connected = judgeContacts(contacts);
  const judged = changed && connected.state === 'ready' ? notYet(CHANGED, contacts.length) : connected;
  if (unserved.length === 0) return judged;
  const reasons = judged.state === 'ready' ? unserved : [judged.reason, ...unserved];
  const progress = judged.state === 'not yet' ? judged.progress : contacts.length;
  return notYet(reasons.join('; '), progress);
}

const CHANGED = 'connections failed while its endpoints changed, and are tried again';

function portsText({ spec }: Service): string {
  const named = (spec?.ports ?? []).filter(({ targetPort }) => typeof targetPort === 'string');
  const names = named.map(({ targetPort }) => `'${String(targetPort)}'`);
  return names.length > 0
    ? `no container of its pods names a port ${names.join(' or ')}`
    : 'its EndpointSlices contain none';
}
