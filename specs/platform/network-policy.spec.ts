import {
  admitAgents,
  check,
  creates,
  denyAll,
  deployment,
  kinds,
  podAdmits,
  podDenies,
  policyClaim,
  targetApp,
  twoNodes,
} from 'shakedown';

describe('NetworkPolicies keep pods apart', () => {
  check(
    'a NetworkPolicy denies what connects to a pod from two nodes, another one admits it, and without them the pod is free',
    {
      id: 'platform/network-policy',
      uses: [targetApp, podAdmits, podDenies, policyClaim, creates(kinds.networkPolicies)],
      safety: 'own',
      within: '10m',
    },
    async ({ cluster, config, agents, targetApp, objects, measure, absent }) => {
      const { within } = config.networkPolicy;
      const claim = await cluster.now(policyClaim(config.networkPolicy));
      if (!claim.isMade) absent('network-policy', claim.fact);

      await using app = await targetApp.deploy({ name: 'network-policy', replicas: 1 });
      await cluster.until(deployment(app.ref).hasReplicas(1), { within: config.time.rollout });
      const fleet = await agents.fleet();
      const free = await cluster.until(podAdmits(app.ref, fleet.agents, 'no NetworkPolicy is about it'));
      const pod = free.seen.pod!;
      const from = twoNodes(fleet.agents, pod.node);

      {
        await using deny = await objects.create(kinds.networkPolicies, denyAll(app.ref));
        const denied = await cluster.until(podDenies(pod, from, `NetworkPolicy ${deny.ref.name}`), { within });
        measure({ id: 'denied', value: denied.seconds, unit: 'seconds', budget: within });

        await using admit = await objects.create(kinds.networkPolicies, admitAgents(app.ref, config.namespaces.suite));
        const how = `NetworkPolicy ${admit.ref.name} admits them`;
        const admitted = await cluster.until(podAdmits(app.ref, from, how), { within });
        measure({ id: 'admitted', value: admitted.seconds, unit: 'seconds', budget: within });
      }
      const again = await cluster.until(podAdmits(app.ref, from, 'its NetworkPolicies are deleted'), { within });
      measure({ id: 'free-again', value: again.seconds, unit: 'seconds', budget: within });
    },
  );
});
