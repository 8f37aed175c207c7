import { check, forEach, gateway, httpRoute, idleText, refOf } from 'shakedown';

describe('Every Gateway is programmed, and every HTTPRoute leads to its Services', () => {
  forEach('gateways', (found, id) => {
    const programmed = gateway(refOf(found)).isProgrammed();

    check(programmed.title, { id, uses: [programmed] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(programmed);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });

  forEach('httpRoutes', (found, id) => {
    const leads = httpRoute(refOf(found)).leadsToItsServices();

    check(leads.title, { id, uses: [leads] }, async ({ cluster, measure, note }) => {
      const { seen, seconds } = await cluster.until(leads);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      measure({ id: 'backends', value: seen.backends.length, unit: 'count' });
      for (const text of seen.backends.map(idleText)) if (text !== undefined) note(text);
    });
  });
});
