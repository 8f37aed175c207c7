import { hiddenAnswers, unclearAnswers, type Answered, type DnsContext } from './dns-judgement.ts';

/** A Service for which the cluster DNS is not asked. */
export interface LeftOut {
  /** `shop/web`. */
  service: string;
  /** Why: `ConfigMap kube-system/coredns says ignore empty_service`. */
  reason: string;
}

/** Services named in a text; further ones are only counted. */
const NAMED = 5;

/** Why the cluster DNS is not judged when it leaves out every Service. */
export const ALL_LEFT_OUT =
  'by its configuration, the cluster DNS has no record for any Service that it would be asked for';

/** What is left out, as one text for each reason; pure. */
export function leftOutTexts(leftOut: readonly LeftOut[]): string[] {
  return [...Map.groupBy(leftOut, ({ reason }) => reason)].map(
    ([why, found]) => `the cluster DNS is not asked for ${listed(found.map(({ service }) => service))}: ${why}`,
  );
}

/** Names that are not judged, because no Service without a ready endpoint has a record and the configuration is not known; pure. */
export function hiddenTexts(answers: readonly Answered[], context: DnsContext): string[] {
  const hidden = hiddenAnswers(answers, context).map(({ answer: { name } }) => name);
  if (hidden.length === 0) return [];
  return [
    `the cluster DNS has no record for ${listed(hidden)}, and for no other Service without a ready endpoint; its configuration is not known: ${context.unread}`,
  ];
}

/** Why names that are absent are not judged: the configuration is not known, and may leave them out. `undefined` when none is. Pure. */
export function unclearText(answers: readonly Answered[], context: DnsContext): string | undefined {
  const names = unclearAnswers(answers, context).map(({ answer: { name } }) => name);
  if (names.length === 0) return undefined;
  return `the cluster DNS has no record for ${listed(names)}, and whether its configuration leaves these Services out is not known: ${context.unread}`;
}

function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const more = unique.length > NAMED ? ` and ${unique.length - NAMED} more` : '';
  return `${unique.slice(0, NAMED).join(', ')}${more}`;
}
