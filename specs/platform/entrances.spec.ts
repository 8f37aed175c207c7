import {
  check,
  entrancesAnswer,
  forEach,
  grpcRouteEntrances,
  ingressEntrances,
  inventory,
  isLoadBalancer,
  loadBalancerEntrances,
  namesAreMade,
  refOf,
  routeEntrances,
  type EntranceSource,
} from 'shakedown';

describe('What comes to an entrance of the cluster is answered', () => {
  const { badStatuses, dns } = inventory().config.entrances;

  forEach('ingresses', (found) => {
    const ref = refOf(found);
    answers(`ingress/${ref.path}`, ingressEntrances(ref));
  });
  forEach('httpRoutes', (found) => {
    const ref = refOf(found);
    answers(`httproute/${ref.path}`, routeEntrances(ref));
  });
  forEach('grpcRoutes', (found) => {
    const ref = refOf(found);
    answers(`grpcroute/${ref.path}`, grpcRouteEntrances(ref));
  });
  forEach('services', (found) => {
    const ref = refOf(found);
    if (isLoadBalancer(found)) answers(`loadbalancer/${ref.path}`, loadBalancerEntrances(ref));
  });

  function answers(of: string, source: EntranceSource): void {
    check(
      `the address of ${source.title} answers`,
      { id: `platform/entrance/${of}`, uses: [entrancesAnswer, source], safety: 'own' },
      async ({ cluster, agents, measure, inconclusive }) => {
        const fleet = await agents.fleet();
        const { seen, seconds } = await cluster.until(entrancesAnswer(source, fleet.agents, badStatuses));
        measure({ id: 'settled', value: seconds, unit: 'seconds' });
        measure({ id: 'addresses', value: seen.asked.length, unit: 'count' });
        if (seen.unjudged !== undefined) inconclusive(seen.unjudged);
      },
    );
    if (!dns) return;

    check(
      `the DNS names of ${source.title} resolve`,
      { id: `platform/name/${of}`, uses: [namesAreMade, source], safety: 'own' },
      async ({ cluster, agents, measure }) => {
        const [agent] = (await agents.fleet()).agents;
        const { seen } = await cluster.until(namesAreMade(source, agent!));
        measure({ id: 'names', value: seen.names.length, unit: 'count' });
      },
    );
  }
});
