import { absent, check, deployment, kinds, milliseconds, targetAppRights, type Condition } from 'shakedown';

describe('A Deployment follows what is asked of it', () => {
  check(
    'a Deployment of the target app reaches 3 replicas, is scaled to 6 and to 1, rolled to a new version and deleted',
    { id: 'workloads/target-app', uses: targetAppRights, safety: 'own', within: '15m' },
    async ({ cluster, targetApp, measure, config, signal }) => {
      const within = config.time.rollout;
      const budget = { budget: milliseconds(within) / 1_000, budgetReason: 'time.rollout of the configuration' };
      const step = async (id: string, reached: Condition) => {
        const { seconds } = await cluster.until(reached, { within });
        measure({ id, value: seconds, unit: 'seconds', ...budget });
      };

      await using app = await targetApp.deploy({ name: 'target-app', replicas: 3 }, signal);
      await step('reach-3', deployment(app.ref).hasReplicas(3));
      await app.scale(6);
      await step('scale-to-6', deployment(app.ref).hasReplicas(6));
      await app.scale(1);
      await step('scale-to-1', deployment(app.ref).hasReplicas(1));
      await app.roll('v2');
      await step('roll', deployment(app.ref).hasReplicas(1));
      await app.remove();
      await step('delete', absent(kinds.deployments, app.ref));
    },
  );
});
