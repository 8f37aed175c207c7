import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import type { Before } from './before-kubernetes.ts';
import type { Expected } from './dns-names.ts';
import type { DnsAnswer } from '../agent-protocol.ts';

/** A question, its expected answer and the real one. */
export interface Answered {
  expected: Expected;
  answer: DnsAnswer;
}

/** Names listed in a message; further ones are only counted. */
const NAMED = 5;

/** What is known of the name servers beside their answers. */
export interface DnsContext {
  /** A known problem of the name server itself. */
  trouble?: string;
  /** Why the configuration of the cluster DNS is not known: then its answers show whether it leaves out Services without endpoints. */
  unread?: string;
  /** The service account of the name servers: `kube-system:coredns`. */
  account?: string;
  /** Plugins that may answer instead of kubernetes. */
  before?: readonly Before[];
}

const ABSENT = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * The answers that are absent because the name servers leave out Services without a published endpoint, as far as the answers show: none of
 * these has a record, and each Service with an endpoint has. Empty where the configuration is known. Pure.
 */
export function hiddenAnswers(answers: readonly Answered[], { unread }: DnsContext): Answered[] {
  if (unread === undefined) return [];
  const [empty, others] = [
    answers.filter(({ expected }) => expected.isEmpty),
    answers.filter(({ expected }) => !expected.isEmpty),
  ];
  const isAbsent = ({ answer: { error } }: Answered) => error !== undefined && ABSENT.has(error);
  const isRight = ({ expected, answer }: Answered) => faultOf(expected, answer) === undefined;
  return others.length > 0 && others.every(isRight) && empty.every(isAbsent) ? empty : [];
}

/**
 * The answers that are absent where the configuration is not known, so that it may leave out their Services: all wrong answers are absent, and the
 * name servers know of changes, because they answer for what this run has created. Pure.
 */
export function unclearAnswers(answers: readonly Answered[], context: DnsContext): Answered[] {
  if (context.unread === undefined || context.trouble !== undefined) return [];
  const hidden = new Set(hiddenAnswers(answers, context));
  const wrong = answers.filter((one) => !hidden.has(one) && faultOf(one.expected, one.answer) !== undefined);
  const mayBeLeftOut = ({ expected, answer: { error } }: Answered) =>
    !expected.isNew && error !== undefined && ABSENT.has(error);
  return answers.some(({ expected }) => expected.isNew) && wrong.every(mayBeLeftOut) ? wrong : [];
}

/** Whether all names were answered correctly; pure. */
export function judgeAnswers(answers: readonly Answered[], context: DnsContext = {}): Observation {
  if (answers.length === 0) return notYet('there is no Service to query, not even default/kubernetes', 0);
  const hidden = new Set(hiddenAnswers(answers, context));
  const asked = answers.filter((answer) => !hidden.has(answer));
  const wrong = asked.flatMap(({ expected, answer }) => {
    const fault = faultOf(expected, answer);
    return fault === undefined ? [] : [{ name: answer.name, fault, expected }];
  });
  if (wrong.length === 0) return ready(`${asked.length} names`);
  const byFault = [...Map.groupBy(wrong, ({ fault }) => fault)].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = byFault.slice(0, NAMED).map(([fault, names]) => {
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    return `${fault}: ${names
      .slice(0, NAMED)
      .map(({ name }) => name)
      .join(', ')}${more}`;
  });
  const text = `${wrong.length} of ${asked.length} names are not answered correctly: ${lines.join('; ')}`;
  const cause = context.trouble ?? causeOf(wrong, asked.length, context);
  return {
    ...notYet(cause === undefined ? text : `${cause}; ${text}`, asked.length - wrong.length),
    ...(cause === OUTDATED && context.account !== undefined && { todo: todoFor(context.account) }),
  };
}

const OUTDATED = 'the name servers do not learn of new Services or EndpointSlices: they answer only for older ones';
const todoFor = (account: string) =>
  `kubectl auth can-i watch endpointslices.discovery.k8s.io --all-namespaces --as=system:serviceaccount:${account}`;

/** What the wrong names have in common, if it explains them. */
function causeOf(
  wrong: readonly { expected: Expected }[],
  asked: number,
  { before = [] }: DnsContext,
): string | undefined {
  const other = before.find(({ answers }) => wrong.every(({ expected }) => answers(expected.question)));
  if (other) return `the Corefile answers by ${other.text}`;
  return wrong.length < asked && wrong.every(({ expected }) => expected.isNew) ? OUTDATED : undefined;
}

/** What is wrong with an answer; `undefined` when it is right. */
export function faultOf(
  { addresses, all, question, isEmpty, wasEmpty }: Expected,
  { records, error }: DnsAnswer,
): string | undefined {
  if (wasEmpty && error !== undefined && ABSENT.has(error)) return undefined;
  if (error === 'timeout') return 'no answer';
  if (error !== undefined) return `answered ${error}${isEmpty ? ' for a Service without a ready endpoint' : ''}`;
  const foreign = records.filter((record) => !addresses.has(record));
  if (foreign.length > 0) return `${question.type} ${foreign.join(', ')} instead of ${[...addresses].join(', ')}`;
  if (records.length === 0) return `no ${question.type} record`;
  if (all && records.length < addresses.size)
    return `${question.type} ${records.join(', ')} instead of ${[...addresses].join(', ')}`;
  return undefined;
}
