import { expect } from 'chai';
import { FakeApiServer, status, type FakeApi } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { assertNamespaceExists, assertNamespaceNotEmpty } from './only-namespace.ts';

const { signal } = new AbortController();
const SHOP = '/api/v1/namespaces/shop';
const ofShop = configSchema.parse({ scope: { onlyNamespace: 'shop' } });

describe('The namespace that a run is limited to', () => {
  const existence = async (config: typeof ofShop, routes: FakeApi['routes'] = {}) => {
    await using server = await FakeApiServer.start({ routes, objects: {} });
    const cluster = server.door();
    const known = await assertNamespaceExists(cluster, config, signal).catch((error: Error) => error.message);
    await cluster.close();
    return [known, ...server.asked];
  };
  const refusal = (config: object, isEmpty: boolean, exists: boolean) => {
    try {
      assertNamespaceNotEmpty(configSchema.parse(config), isEmpty, exists);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('must exist', async () => {
    expect(await existence(ofShop, { [SHOP]: { body: { metadata: { name: 'shop' } } } })).to.deep.equal([
      true,
      'GET /api/v1/namespaces/shop',
    ]);
    expect(await existence(ofShop)).to.deep.equal([
      'SCOPE_NAMESPACE_ABSENT: namespace shop is not in the cluster\n' +
        '  expected: --namespace to name an existing namespace\n' +
        '  do:       see kubectl get namespaces, and fix --namespace or scope.onlyNamespace in the configuration',
      'GET /api/v1/namespaces/shop',
    ]);
  });

  it('may be hidden from the account', async () => {
    expect(await existence(ofShop, { [SHOP]: status(403, 'Forbidden', 'no right to get it') })).to.deep.equal([
      false,
      'GET /api/v1/namespaces/shop',
    ]);
  });

  it('is not asked for by a run without such a limit', async () => {
    expect(await existence(configSchema.parse({}))).to.deep.equal([true]);
  });

  it('must contain something to judge: a run would pass without judging anything', () => {
    const scope = { onlyNamespace: 'shop' };
    expect(refusal({ scope }, true, true)).to.equal(
      'SCOPE_MATCHES_NOTHING: no object of the cluster is in the scope: namespace shop\n' +
        '  expected: scope to contain objects to judge\n' +
        '  do:       see kubectl get all -n shop, and fix --namespace or scope in the configuration',
    );
    expect(refusal({ scope: { ...scope, labelSelector: 'app=web' } }, true, false)).to.equal(
      'SCOPE_MATCHES_NOTHING: no object of the cluster is in the scope: namespace shop, labels app=web; this account may not read the namespace, so it is not known whether it exists\n' +
        '  expected: scope to contain objects to judge\n' +
        '  do:       see kubectl get all -n shop --selector app=web, and fix --namespace or scope in the configuration',
    );
    expect(refusal({ scope }, false, false)).to.equal(undefined);
    expect(refusal({}, true, true)).to.equal(undefined);
  });

  it('may be empty when it is one of those in which checks create objects', () => {
    expect(refusal({ scope: { onlyNamespace: 'lab' }, namespaces: { workloads: 'lab' } }, true, true)).to.equal(
      undefined,
    );
    expect(refusal({ scope: { onlyNamespace: 'home' }, namespaces: { suite: 'home' } }, true, true)).to.equal(
      undefined,
    );
  });
});
