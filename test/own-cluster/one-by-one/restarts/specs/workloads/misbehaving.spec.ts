// The check of specs/workloads/rolling-restart.spec.ts, of apps that end in other ways.
import { check, deployment, rollingRestart } from 'shakedown';

const apps = {
  'drains-well': { drain: '3s' },
  'exits-at-once': { sigterm: 'exit' },
  'ignores-sigterm': { sigterm: 'ignore' },
  'leaves-at-once': { sigterm: 'leave', drain: '3s' },
  'lies-about-readiness': { warmUp: '3s', drain: '3s' },
};

describe('A rolling restart', () => {
  for (const [name, knobs] of Object.entries(apps)) {
    check(
      `of an app that ${name.replaceAll('-', ' ')} loses no request`,
      { id: `workloads/misbehaving/${name}`, uses: [rollingRestart], safety: 'own', within: '5m' },
      async ({ cluster, targetApp, agents, rollingRestart, locks, conclude }) => {
        await using app = await targetApp.deploy({ name, replicas: 3, knobs });
        await cluster.until(deployment(app.ref).hasReplicas(3));
        const fleet = await agents.fleet();
        const { verdict } = await locks.hold('cpu-load', () =>
          rollingRestart.underRequests(app, fleet, 'rolling restart'),
        );
        conclude(verdict);
      },
    );
  }
});
