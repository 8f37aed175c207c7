import { check, forEach, gateway, grpcRoute, httpRoute, idleText, refOf } from 'shakedown';

describe('Every Gateway is programmed, and every HTTPRoute and GRPCRoute leads to its Services', () => {
  forEach('gateways', (found, id) => {
    const programmed = gateway(refOf(found)).isProgrammed();

    check(programmed.title, { id, uses: [programmed] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(programmed);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });

  forEach('httpRoutes', (found, id) => leads(id, httpRoute(refOf(found))));
  forEach('grpcRoutes', (found, id) => leads(id, grpcRoute(refOf(found))));

  function leads(id: string, route: ReturnType<typeof httpRoute>): void {
    const condition = route.leadsToItsServices();

    check(condition.title, { id, uses: [condition] }, async ({ cluster, measure, note }) => {
      const { seen, seconds } = await cluster.until(condition);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
      measure({ id: 'backends', value: seen.backends.length, unit: 'count' });
      for (const text of seen.backends.map(idleText)) if (text !== undefined) note(text);
    });
  }
});
