import { doesNotApply, notYet, ready, type Condition, type Observation } from './condition.ts';

/**
 * Several conditions as one: ready when all are, fatal when one is. Its reason names the parts that are not ready.
 * @example await cluster.until(all(deployment(web).hasReplicas(3), service(web).hasReadyEndpoints()));
 */
export function all<Seen extends unknown[]>(
  ...conditions: { [Part in keyof Seen]: Condition<Seen[Part]> }
): Condition<Seen> {
  const parts = conditions as readonly Condition[];
  return {
    title: parts.map(({ title }) => title).join(', and '),
    rights: parts.flatMap(({ rights }) => rights),
    read: async (look) => (await Promise.all(parts.map((part) => part.read(look)))) as Seen,
    judge: (seen) => together(parts.map((part, at) => [part.title, part.judge(seen[at])])),
    writtenAt: (seen) => {
      const stamps = parts.map((part, at) => part.writtenAt?.(seen[at])).filter((stamp) => stamp !== undefined);
      return stamps.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
    },
  };
}

function together(answers: readonly (readonly [title: string, answer: Observation])[]): Observation {
  for (const [title, answer] of answers)
    if (answer.state === 'fatal') return { ...answer, reason: `${title}: ${answer.reason}` };
  for (const [title, answer] of answers)
    if (answer.state === 'disappeared') return { ...answer, reason: `${title}: ${answer.reason}` };
  for (const [title, answer] of answers)
    if (answer.state === 'does not apply') return doesNotApply(`${title}: ${answer.reason}`);
  const open = answers.flatMap(([title, answer]) => (answer.state === 'not yet' ? [{ title, ...answer }] : []));
  if (open.length === 0) {
    const remarks = answers.flatMap(([title, answer]) =>
      answer.state === 'ready' && answer.isRemarkable ? [`${title}: ${answer.reason}`] : [],
    );
    return remarks.length === 0 ? ready() : { ...ready(remarks.join('; ')), isRemarkable: true };
  }
  const counts = open.flatMap((part) => (part.counts === undefined ? [] : [`${part.title}: ${part.counts}`]));
  const todo = open.find((part) => part.todo !== undefined)?.todo;
  return {
    ...notYet(open.map(({ title, reason }) => `${title}: ${reason}`).join('\n'), answers.length - open.length),
    ...(counts.length > 0 && { counts: counts.join('\n') }),
    ...(todo !== undefined && { todo }),
    ...(open.every(({ isUnjudged }) => isUnjudged) && { isUnjudged: true }),
  };
}
