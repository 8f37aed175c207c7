import { check, deployment, isDeleted, kinds, payloadsArrive, reachable, targetApp, type Condition } from 'shakedown';

describe('A Deployment follows what is asked of it', () => {
  check(
    'a Deployment of the target app reaches 3 replicas, exchanges payloads with every node, is scaled to 6 and to 1, rolled to a new version, reached through its new Service, and deleted',
    { id: 'workloads/target-app', uses: [targetApp, reachable, payloadsArrive], safety: 'own', within: '15m' },
    async ({ cluster, targetApp, agents, measure, note, inconclusive, config }) => {
      const within = config.time.rollout;
      const step = async <Seen>(id: string, reached: Condition<Seen>) => {
        const { seconds, seen } = await cluster.until(reached, { within });
        const budgetReason = 'time.rollout of the configuration';
        measure({ id, value: seconds, unit: 'seconds', budget: within, budgetReason });
        return seen;
      };

      await using app = await targetApp.deploy({ name: 'target-app', replicas: 3 });
      await step('reach-3', deployment(app.ref).hasReplicas(3));
      const fleet = await agents.fleet();
      const payloads = await step('payload', payloadsArrive(app.ref, fleet));
      if (payloads.note) note(`payloads: ${payloads.note}`);
      await app.scale(6);
      await step('scale-to-6', deployment(app.ref).hasReplicas(6));
      await app.scale(1);
      await step('scale-to-1', deployment(app.ref).hasReplicas(1));
      await app.roll('v2');
      await step('roll', deployment(app.ref).hasReplicas(1));
      const { unjudged, notes = [] } = await step(
        'service',
        reachable(app.ref, fleet, { ours: true, agentTimeout: within }),
      );
      for (const text of notes) note(`its Service: ${text}`);
      await app.remove();
      await step('delete', isDeleted(kinds.deployments, app.ref));
      if (unjudged) inconclusive(`its Service: ${unjudged}`);
      if (payloads.unjudged) inconclusive(`payloads: ${payloads.unjudged}`);
    },
  );
});
