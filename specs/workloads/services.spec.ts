import { check, forEach, inventory, milliseconds, reachable, refOf, timeWithAgents, whyNotProbed } from 'shakedown';

describe('Every Service leads to its pods', () => {
  const { config } = inventory();

  forEach('services', (found, id) => {
    const ref = refOf(found);

    check(
      `service ${ref.path} accepts connections on its address and every ready endpoint from every real node`,
      { id, uses: [reachable], safety: 'own', within: timeWithAgents(config) },
      async ({ cluster, agents, measure, skip, inconclusive }) => {
        const doesNotApply = whyNotProbed(found);
        if (doesNotApply) skip(doesNotApply);

        const fleet = await agents.fleet();
        const { seen, dips } = await cluster.until(
          reachable(ref, fleet, { agentTimeoutMs: milliseconds(config.time.settle) }),
        );
        if (seen.atZero) skip(seen.atZero);
        measure({ id: 'connections', value: seen.contacts.length, unit: 'count' });
        measure({ id: 'dips', value: dips, unit: 'count' });
        const leftOut = fleet.missing.filter(({ excluded }) => excluded);
        measure({ id: 'nodes-left-out', value: leftOut.length, unit: 'count' });
        const unjudged = [seen.denied, seen.unseen].filter((reason) => reason !== undefined);
        if (unjudged.length > 0) inconclusive(unjudged.join('; '));
      },
    );
  });
});
