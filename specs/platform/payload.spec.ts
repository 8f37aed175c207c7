import { check, deployment, payloadsArrive, targetApp } from 'shakedown';

const KIB = 1_024;
const SIZES = [
  { id: '64-kib', bytes: 64 * KIB },
  { id: '1-mib', bytes: 1_024 * KIB },
];

describe('What pods send arrives whole, whatever its size', () => {
  check(
    'bodies of 64 KiB and 1 MiB pass between every two nodes of a sample, in both directions',
    { id: 'platform/payload', uses: [targetApp, payloadsArrive], safety: 'own', within: '10m' },
    async ({ cluster, config, agents, targetApp, measure, note, skip, inconclusive }) => {
      const within = config.time.rollout;
      const fleet = await agents.fleet();
      if (fleet.agents.length < 2) skip('there is one node with a probe agent');

      const replicas = Math.min(fleet.agents.length, config.probing.payloadNodes);
      await using app = await targetApp.deploy({ name: 'payload', replicas });
      await cluster.until(deployment(app.ref).hasReplicas(replicas), { within });
      for (const { id, bytes } of SIZES) {
        const { seen, seconds } = await cluster.until(payloadsArrive(app.ref, fleet, { bytes, everyPair: true }), {
          within,
        });
        measure({ id: `${id}-settled`, value: seconds, unit: 'seconds' });
        measure({ id: `${id}-ways`, value: seen.exchanges.length, unit: 'count' });
        if (seen.note) note(seen.note);
        if (seen.unjudged) inconclusive(seen.unjudged);
      }
    },
  );
});
