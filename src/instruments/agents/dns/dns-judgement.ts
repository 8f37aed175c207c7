import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import type { Expected } from './dns-names.ts';
import type { DnsAnswer } from '../probe-fleet.ts';

/** A question, its expected answer and the real one. */
export interface Answered {
  expected: Expected;
  answer: DnsAnswer;
}

/** Names listed in a message; further ones are only counted. */
const NAMED = 5;

/**
 * Whether all names were answered correctly; pure.
 * @param serverTrouble a known problem of the name server itself.
 */
export function judgeAnswers(answers: readonly Answered[], serverTrouble?: string): Observation {
  if (answers.length === 0) return notYet('there is no Service to query, not even default/kubernetes', 0);
  const wrong = answers.flatMap(({ expected, answer }) => {
    const fault = faultOf(expected, answer);
    return fault === undefined ? [] : [{ name: answer.name, fault }];
  });
  if (wrong.length === 0) return ready(`${answers.length} names`);
  const byFault = [...Map.groupBy(wrong, ({ fault }) => fault)].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = byFault.slice(0, NAMED).map(([fault, names]) => {
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    return `${fault}: ${names
      .slice(0, NAMED)
      .map(({ name }) => name)
      .join(', ')}${more}`;
  });
  const text = `${wrong.length} of ${answers.length} names are not answered correctly: ${lines.join('; ')}`;
  return notYet(serverTrouble === undefined ? text : `${serverTrouble}; ${text}`, answers.length - wrong.length);
}

/** What is wrong with an answer; `undefined` when it is right. */
export function faultOf({ addresses, all, question }: Expected, { records, error }: DnsAnswer): string | undefined {
  if (error !== undefined) return error === 'timeout' ? 'no answer' : `answered ${error}`;
  const foreign = records.filter((record) => !addresses.has(record));
  if (foreign.length > 0) return `${question.type} ${foreign.join(', ')} instead of ${[...addresses].join(', ')}`;
  if (records.length === 0) return `no ${question.type} record`;
  if (all && records.length < addresses.size)
    return `${question.type} ${records.join(', ')} instead of ${[...addresses].join(', ')}`;
  return undefined;
}
