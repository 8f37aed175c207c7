import { expect } from 'chai';
import { FakeApiServer, status } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { rightsOf } from '../../instruments/contract/uses.ts';
import { missingRights } from '../../preflight/rights.ts';
import type { Right } from './rights.ts';
import { namespacesOf } from './rights.ts';
import { rulesFor } from './roles.ts';
import { proxyName, reachesServices } from './service-proxy.ts';

const config = configSchema.parse({});

describe('Ports of Services behind the proxy of the API server', () => {
  const path = '/api/v1/namespaces/monitoring/services/prometheus%3A9090/proxy/api/v1/query';
  const ref = { namespace: 'monitoring', name: 'prometheus' };

  it('have the names that the API server gives them', () => {
    expect(proxyName('prometheus', { port: 9090 })).to.equal('prometheus:9090');
    expect(proxyName('thanos', { port: 'web', isTls: true })).to.equal('https:thanos:web');
  });

  it('are granted one by one', () => {
    const ports = [
      { service: 'prometheus', port: 9090 },
      { service: 'prometheus', port: 9090 },
      { service: 'thanos', port: 'web', isTls: true },
    ];
    expect(rulesFor([reachesServices(ports, { namespace: 'monitoring' })])).to.deep.equal([
      {
        ...{ apiGroups: [''], resources: ['services/proxy'], verbs: ['get'] },
        resourceNames: ['prometheus:9090', 'https:thanos:web'],
      },
    ]);
    expect(namespacesOf({ namespace: 'monitoring' }, config.namespaces)).to.deep.equal(['monitoring']);
  });

  it('answer with what stands behind them, whatever its status', async () => {
    await using api = await FakeApiServer.start({ routes: { [path]: [{ status: 422, body: '{"status":"error"}' }] } });
    const door = api.door();
    const headers = { 'x-scope-orgid': 'team-a' };
    expect(await door.serviceProxy(ref, { port: 9090 }, '/api/v1/query?query=up', { headers })).to.deep.equal({
      status: 422,
      body: '{"status":"error"}',
    });
    expect(api.requests[0]?.headers['x-scope-orgid']).to.equal('team-a');
    await door.close();
  });

  it('are refused with the right that is missing', async () => {
    const refused = status(403, 'Forbidden', 'services "prometheus:9090" is forbidden');
    await using api = await FakeApiServer.start({ routes: { [path]: [refused] } });
    const door = api.door();
    const error = await door.serviceProxy(ref, { port: 9090 }, '/api/v1/query').catch((thrown: Error) => thrown);
    await door.close();
    expect((error as Error).message).to.equal(
      'CLUSTER_FORBIDDEN: 403 Forbidden: services "prometheus:9090" is forbidden\n' +
        '  expected: to reach through the proxy service monitoring/prometheus:9090\n' +
        '  do:       kubectl auth can-i get services --subresource=proxy -n monitoring',
    );
  });
});

describe('A permission for single objects', () => {
  const right: Right = { group: '', resource: 'secrets', verbs: ['get'], scope: { namespace: 'a' }, names: ['x', 'y'] };
  const used = { rights: [], configuredRights: () => [right] };

  it('that follows from the configuration counts where the configuration is known', () => {
    expect(rightsOf([used], config)).to.deep.equal([right]);
    expect(rightsOf([used])).to.deep.equal([]);
  });

  it('is reviewed for each of them', async () => {
    await using api = await FakeApiServer.start({
      routes: {
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': [
          async (_request, response) => {
            const { spec } = JSON.parse(api.requests.at(-1)?.body ?? '{}');
            response.end(JSON.stringify({ status: { allowed: spec.resourceAttributes.name === 'x' } }));
          },
        ],
      },
    });
    const door = api.door();
    const found = await missingRights(door, config, [{ id: 'c', uses: [used] }], new AbortController().signal);
    await door.close();
    expect(found.map(({ message, todo }) => [message, todo])).to.deep.equal([
      [
        'missing permission: get secrets y in namespace a',
        'grant what `shakedown plugin --rbac` writes; kubectl auth can-i get secrets/y -n a shows whether it is granted',
      ],
    ]);
  });
});
