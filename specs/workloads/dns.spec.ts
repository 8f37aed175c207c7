import {
  check,
  forEach,
  inventory,
  MOST_NAMES,
  namesResolve,
  refOf,
  servicesToAskFor,
  timeWithAgents,
} from 'shakedown';

describe(`The cluster DNS answers every node for the Services in scope, ${MOST_NAMES} of them when there are more`, () => {
  const { config, services } = inventory();
  const asked = servicesToAskFor('items' in services ? services.items : []);

  forEach('nodes', (found) => {
    const { name } = refOf(found);
    const id = `workloads/dns/${name}`;

    check(
      `the cluster DNS answers for Services from node ${name}`,
      { id, uses: [namesResolve], safety: 'own', within: timeWithAgents(config) },
      async ({ cluster, agents, measure, inconclusive }) => {
        const [agent, headless] = await Promise.all([agents.on(name), agents.headlessService()]);

        const { seen } = await cluster.until(namesResolve(agent, asked, headless));
        if (seen.denied) inconclusive(seen.denied);
        const slowest = Math.max(...seen.answers.map(({ answer }) => answer.seconds));
        measure({ id: 'names', value: seen.answers.length, unit: 'count' });
        measure({ id: 'slowest-answer', value: slowest, unit: 'seconds' });
      },
    );
  });
});
