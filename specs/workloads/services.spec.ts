import { check, forEach, inventory, reachable, refOf } from 'shakedown';

describe('Every Service leads to its pods', () => {
  const within = reachable.within(inventory().config);

  forEach('services', (found, id) => {
    const ref = refOf(found);

    check(
      `service ${ref.path} accepts connections on its address and every ready endpoint from every real node`,
      { id, uses: [reachable.of(found)], safety: 'own' },
      async ({ cluster, agents, measure, note, inconclusive }) => {
        const fleet = await agents.fleet();
        const { seen, dips } = await cluster.until(reachable(ref, fleet), { within });
        const total = (of: 'tried' | 'failed') => seen.contacts.reduce((sum, { answer }) => sum + answer[of], 0);
        measure({ id: 'connections', value: total('tried'), unit: 'count' });
        measure({ id: 'connections-failed', value: total('failed'), unit: 'count' });
        measure({ id: 'dips', value: dips, unit: 'count' });
        const leftOut = fleet.missing.filter(({ excluded }) => excluded);
        measure({ id: 'nodes-left-out', value: leftOut.length, unit: 'count' });
        seen.notes?.forEach(note);
        if (seen.unjudged) inconclusive(seen.unjudged);
      },
    );
  });
});
