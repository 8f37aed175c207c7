import { actionsText, check, forEach, idleText, ingress, inventory, refOf } from 'shakedown';

describe('Every Ingress has an address and leads to its Services', () => {
  const { withoutAddress } = inventory().config.entrances;

  forEach('ingresses', (found, id) => {
    const leads = ingress(refOf(found), withoutAddress).leadsToItsServices();

    check(leads.title, { id, uses: [leads] }, async ({ cluster, measure, note }) => {
      const { seen, seconds } = await cluster.until(leads);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      measure({ id: 'backends', value: seen.backends.length, unit: 'count' });
      for (const text of [actionsText(seen.ingress), ...seen.backends.map(idleText)])
        if (text !== undefined) note(text);
    });
  });
});
