import { check, forEach, inventory, losesNoQuestion, namesResolve, refOf } from 'shakedown';

describe('The cluster DNS answers every node for the Services in scope, or for some of them when they are many', () => {
  const { services } = inventory();

  forEach('nodes', (found) => {
    const { name } = refOf(found);
    const id = `workloads/dns/${name}`;

    check(
      `the cluster DNS answers for Services from node ${name}`,
      { id, uses: [namesResolve, losesNoQuestion], safety: 'own' },
      async ({ cluster, agents, measure, note, inconclusive }) => {
        const toldBy = `workloads/node/${name}`;
        const [agent, headless] = await Promise.all([agents.on(name, { toldBy }), agents.headlessService()]);

        const { seen } = await cluster.until(namesResolve(agent, services, headless));
        for (const text of seen.notes) note(text);
        if (seen.unjudged) inconclusive(seen.unjudged);
        const [answered] = seen.answers;
        if (answered) {
          const { seen: losses } = await cluster.until(losesNoQuestion(agent, answered.expected.question));
          if (losses.note) note(losses.note);
          measure({ id: 'questions-lost', value: losses.lost, unit: 'count' });
        }
        const slowest = Math.max(...seen.answers.map(({ answer }) => answer.seconds));
        measure({ id: 'names', value: seen.answers.length, unit: 'count' });
        measure({ id: 'services-left-out', value: seen.leftOut.length, unit: 'count' });
        measure({ id: 'slowest-answer', value: slowest, unit: 'seconds' });
      },
    );
  });
});
