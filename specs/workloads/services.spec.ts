import { check, forEach, reachable, refOf } from 'shakedown';

describe('Every Service leads to its pods', () => {
  forEach('services', (found, id) => {
    const ref = refOf(found);

    check(
      `service ${ref.path} accepts connections on its address and every ready endpoint from every real node`,
      { id, uses: [reachable.of(found)], safety: 'own' },
      async ({ cluster, agents, measure, inconclusive }) => {
        const fleet = await agents.fleet();
        const { seen, dips } = await cluster.until(reachable(ref, fleet));
        measure({ id: 'connections', value: seen.contacts.length, unit: 'count' });
        measure({ id: 'dips', value: dips, unit: 'count' });
        const leftOut = fleet.missing.filter(({ excluded }) => excluded);
        measure({ id: 'nodes-left-out', value: leftOut.length, unit: 'count' });
        if (seen.unjudged) inconclusive(seen.unjudged);
      },
    );
  });
});
