import type { Dispatcher } from 'undici';
import { dispatcherFor } from '../../cluster/kubeconfig/dispatcher.ts';
import type { Right } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../../conditions/waiting/condition.ts';
import type { Config } from '../../config/schema.ts';
import { getUrl, type UrlSeen } from './get-url.ts';

/** An address that users come to, and what it may answer. */
export type NamedUrl = Config['entrances']['urls'][number];

/** The time between two tries, in milliseconds. */
const AGAIN_MS = 2_000;

/**
 * An address that the configuration names answers a GET of this machine, with a certificate that the machine trusts. It does not apply where the runner is in
 * a pod of the cluster: from there the way is another one than that of users.
 * @param badStatuses see `entrances.badStatuses`; they count where the address names no statuses of its own.
 */
export function urlAnswers({ url, statuses }: NamedUrl, badStatuses: readonly number[]): Condition<UrlSeen> {
  let dispatcher: Dispatcher | undefined;
  return {
    title: `${url} answers from outside of the cluster`,
    rights: urlAnswers.rights,
    todo: `curl -v '${url}'`,
    read: (look) => {
      // What answers is no object, so that nothing wakes the wait: it looks again by itself.
      void look.cluster;
      dispatcher ??= dispatcherFor({}, undefined, process.env);
      return getUrl(url, dispatcher, look.signal);
    },
    judge: (seen) => judgeUrl(seen, { url, statuses }, badStatuses),
  };
}

urlAnswers.rights = [] as readonly Right[];
urlAnswers.whyNot = () => whyNotOutside(process.env);

/** Why nothing is asked from outside: the runner is in a pod of the cluster; pure. */
export function whyNotOutside(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment['SHAKEDOWN_POD_NAME']
    ? 'the runner is in a pod of the cluster, and entrances.urls are asked from outside: by shakedown run'
    : undefined;
}

/** Judges an answer; pure. */
export function judgeUrl(seen: UrlSeen, { url, statuses }: NamedUrl, badStatuses: readonly number[]): Observation {
  const due = { inMs: AGAIN_MS };
  const at = seen.at === new URL(url).href ? url : `${url}, redirected to ${seen.at},`;
  if ('why' in seen) {
    const reason = `${at} does not answer: ${seen.why}`;
    return { ...notYet(reason), due, ...(seen.isOwn && { isUnjudged: true }) };
  }
  const isRight = statuses.length > 0 ? statuses.includes(seen.status) : !badStatuses.includes(seen.status);
  if (isRight) return ready();
  const wanted = statuses.length > 0 ? ` instead of ${statuses.join(' or ')}` : '';
  return { ...notYet(`${at} answers ${seen.status}${wanted}`), due };
}
