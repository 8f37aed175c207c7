import { expect } from 'chai';
import { SmallApiServer, status } from '../../test/cluster/door/small-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { targetAppRights } from '../instruments/target-app/make-target-app.ts';
import { dnsRights, reachRights } from '../instruments/agents/rights.ts';
import { refusedObjects } from './admission.ts';

const config = configSchema.parse({ image: 'suite:1' });
const checks = [
  { id: 'workloads/dns/node-1', uses: dnsRights },
  { id: 'workloads/service/shop/web', uses: reachRights },
  { id: 'workloads/target-app', uses: targetAppRights },
];

describe('The dry runs before a run', () => {
  it('try the headless Service over the probe agents for the checks that ask for its name, and for no others', async () => {
    const refused = status(403, 'Forbidden', 'services "x" is forbidden: no headless Services here');
    await using server = await SmallApiServer.start({
      '/api/v1/namespaces/shakedown/services': [refused],
      '/api/v1/namespaces/shakedown-workloads/services': [{ body: {} }],
      '/api/v1/namespaces/shakedown/pods': [{ body: {} }],
      '/api/v1/namespaces/shakedown-workloads/pods': [{ body: {} }],
      '/apis/apps/v1/namespaces/shakedown/daemonsets': [{ body: {} }],
      '/apis/apps/v1/namespaces/shakedown-workloads/deployments': [{ body: {} }],
    });
    const cluster = server.door();
    const labels = runLabels(config, 'r1', new Date(0));
    const options = { config, image: 'suite:1', simulated: [], labels, checks };
    const found = await refusedObjects(cluster, options, new AbortController().signal);
    await cluster.close();
    expect(found.map(({ message, blocks }) => [message, blocks])).to.deep.equal([
      [
        'the cluster does not admit the headless Service of the probe agents: 403 Forbidden: services "x" is forbidden: no headless Services here',
        ['workloads/dns/node-1'],
      ],
    ]);
    expect(server.requests.every(({ url }) => url.includes('dryRun=All'))).to.equal(true);
  });
});
