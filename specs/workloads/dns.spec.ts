import {
  check,
  dnsRights,
  forEach,
  inventory,
  MOST_NAMES,
  namesResolve,
  refOf,
  servicesToAskFor,
  timeWithProbes,
} from 'shakedown';

describe(`The cluster DNS answers every node for the Services in scope, ${MOST_NAMES} of them when there are more`, () => {
  const { config, services } = inventory();
  const asked = servicesToAskFor('items' in services ? services.items : []);

  forEach('nodes', (found) => {
    const { name } = refOf(found);
    const id = `workloads/dns/${name}`;

    check(
      `the cluster DNS answers for Services from node ${name}`,
      { id, uses: dnsRights, safety: 'own', within: timeWithProbes(config) },
      async ({ cluster, probes, measure, skip, inconclusive, signal }) => {
        const [{ agents, missing }, headless] = await Promise.all([
          probes.fleet(signal),
          probes.headlessService(signal),
        ]);
        const nobody = missing.find(({ node }) => node === name);
        if (nobody?.excluded) skip(nobody.reason);
        const agent = agents.find(({ node }) => node === name);
        if (!agent) return inconclusive(`no probe agent: ${nobody?.reason ?? 'the node came after the agents'}`);

        const { seen } = await cluster.until(namesResolve(agent, asked, headless));
        if (seen.keptOff) inconclusive(seen.keptOff);
        const slowest = Math.max(...seen.answers.map(({ answer }) => answer.seconds));
        measure({ id: 'names', value: seen.answers.length, unit: 'count' });
        measure({ id: 'slowest-answer', value: slowest, unit: 'seconds' });
      },
    );
  });
});
