// Requests to an app of several replicas while the testbed upgrades the Kubernetes of the cluster that it runs in.
import { check, deployment, kinds, rollingRestart } from 'shakedown';
import type { Service } from '../../../../../src/cluster/kinds/kinds.ts';
import { isServed } from '../../../../../src/scenarios/rolling-restart/requests/is-served.ts';
import { openLedger } from '../../../../../src/scenarios/rolling-restart/requests/open-ledger.ts';
import { addressOf } from '../../../../../src/scenarios/rolling-restart/requests/senders.ts';
import { upgrade } from '../../../../../testbed/upgrade.ts';
import { lossesByStep, ledgerText, UPGRADE_TO } from '../../losses-by-step.ts';

const CLUSTER = process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown-upgrade';

describe('An app serves on while Kubernetes is upgraded', () => {
  check(
    'no request to the target app is lost in any step of the upgrade',
    { id: 'workloads/under-upgrade', uses: [rollingRestart], safety: 'own', within: '10m' },
    async ({ cluster, targetApp, agents, measure, attach, conclude, signal }) => {
      await using app = await targetApp.deploy({ name: 'under-upgrade', replicas: 4 });
      await cluster.until(deployment(app.ref).hasReplicas(4));
      const { agents: senders } = await agents.fleet();
      const address = addressOf(await cluster.door.get<Service>(kinds.services, app.ref, { signal }));
      if (address === undefined) throw new Error('the Service of the target app has no cluster IP');
      await cluster.until(isServed(app.ref, senders, address));

      await using open = await openLedger({
        ...{ cluster: cluster.door, agents: senders, target: { ...address, path: '/request' }, signal },
        ...{ perSecond: 40, seconds: 540 },
      });
      const replaced = await upgrade({ name: CLUSTER, kubernetes: UPGRADE_TO, clock: cluster.door.clock });
      // The consequences of the last step, too.
      await cluster.door.clock.sleep(5_000, signal);
      const ledger = await open.close();

      const losses = lossesByStep(ledger.requests, replaced);
      attach('ledger', ledgerText(losses, ledger));
      const pods = await cluster.door.list(kinds.pods, { namespace: app.ref.namespace }, { signal });
      const own = pods.filter(({ metadata }) => metadata?.labels?.['app.kubernetes.io/name'] === app.ref.name);
      measure({ id: 'nodes', value: new Set(own.map(({ spec }) => spec?.nodeName)).size, unit: 'count' });
      measure({ id: 'pods', value: new Set(ledger.requests.map(({ pod }) => pod)).size, unit: 'count' });
      measure({ id: 'requests-due', value: ledger.due, unit: 'count' });
      measure({ id: 'requests-missed', value: ledger.missed, unit: 'count' });
      for (const { step, sent, failed, seconds, slowest } of losses) {
        const id = step.replace('@', '-');
        measure({ id: `${id}-seconds`, value: seconds, unit: 'seconds' });
        measure({ id: `${id}-requests`, value: sent, unit: 'count' });
        measure({ id: `${id}-failed`, value: failed, unit: 'count', budget: 0, budgetReason: 'containers run on' });
        measure({ id: `${id}-slowest-request`, value: slowest, unit: 'seconds' });
      }
      const lost = losses.filter(({ failed }) => failed > 0);
      if (lost.length > 0)
        conclude({
          status: 'failed',
          code: 'REQUEST_LOST',
          message: lost.map(({ step, failed, sent, errors }) => `${step}: ${failed} of ${sent} (${errors})`).join('; '),
        });
    },
  );
});
