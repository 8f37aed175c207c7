import type { TcpAnswer } from './fleet/probe-fleet.ts';

/** The answers of several calls about the same target as one; pure. @param answers at least one. */
export function joinedAnswers(answers: readonly TcpAnswer[]): TcpAnswer {
  const [first] = answers as readonly [TcpAnswer];
  if (answers.length === 1) return first;
  const { error } = answers.find((one) => one.error !== undefined) ?? {};
  const sum = (of: (answer: TcpAnswer) => number) => answers.reduce((total, one) => total + of(one), 0);
  const [slow, closed] = [sum((one) => one.slow ?? 0), sum((one) => one.closed ?? 0)];
  return {
    ...{ host: first.host, port: first.port },
    ok: answers.every(({ ok }) => ok),
    tried: sum(({ tried }) => tried),
    failed: sum(({ failed }) => failed),
    ...(slow > 0 && { slow }),
    ...(closed > 0 && { closed }),
    ...(error !== undefined && { error }),
    seconds: Math.max(...answers.map(({ seconds }) => seconds)),
  };
}
