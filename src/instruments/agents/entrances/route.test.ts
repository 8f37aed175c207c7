import { expect } from 'chai';
import type { Gateway, HttpRoute, Reference, Told } from '../../../conditions/platform/entrance-kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { grpcRoute, httpRoute, judgeRoute } from './route.ts';

const told = (type: string, more: Partial<Told> = {}): Told => ({
  type,
  status: 'True',
  observedGeneration: 1,
  ...more,
});
const edge: Gateway = { metadata: { namespace: 'infra', name: 'edge' } };
const parent: Reference = { namespace: 'infra', name: 'edge' };
const accepted = [told('Accepted'), told('ResolvedRefs')];
const routeOf = (parents: { parentRef: Reference; conditions?: Told[] }[], spec: object = {}): HttpRoute => ({
  metadata: { namespace: 'shop', name: 'web', generation: 1 },
  spec: { parentRefs: [parent], ...spec },
  status: { parents },
});
const judge = (route: HttpRoute, gateways = [edge]) => judgeRoute({ route, gateways, backends: [] }, 'shop');

describe('A route', () => {
  it('is in order when each of its Gateways has accepted it', () => {
    expect(judge(routeOf([{ parentRef: parent, conditions: accepted }]))).to.deep.equal({ state: 'ready' });
    const own: Gateway = { metadata: { namespace: 'shop', name: 'own' } };
    const parentRefs = [
      { name: 'own', sectionName: 'web' },
      { kind: 'Service', group: '', name: 'mesh' },
    ];
    const parents = [{ parentRef: { name: 'own', sectionName: 'web', namespace: 'shop' }, conditions: accepted }];
    expect(judge(routeOf(parents, { parentRefs }), [own])).to.deep.equal({ state: 'ready' });
  });

  // As Traefik 3.7 writes them.
  for (const [what, route, gateways, reason] of [
    ['of a Gateway that does not exist', routeOf([]), [], 'Gateway infra/edge does not exist'],
    [
      'that no controller has looked at',
      routeOf([]),
      [edge],
      'the controller of Gateway infra/edge has not looked at it',
    ],
    [
      'whose Service is not found',
      routeOf([
        {
          parentRef: parent,
          conditions: [told('Accepted'), told('ResolvedRefs', { status: 'False', reason: 'BackendNotFound' })],
        },
      ]),
      [edge],
      'Gateway infra/edge: ResolvedRefs is False: BackendNotFound',
    ],
    ['without a Gateway', routeOf([], { parentRefs: [] }), [edge], 'it names no Gateway'],
  ] as const)
    it(`${what} is not`, () => {
      expect(judge(route, [...gateways])).to.deep.equal({ state: 'not yet', reason });
    });

  it('that is deleted, or being deleted, has disappeared', () => {
    expect(judgeRoute({ route: undefined, gateways: [], backends: [] }, 'shop').state).to.equal('disappeared');
  });

  it('is judged by the Services that it names as well, though its conditions are True', async () => {
    const backendRefs = [
      { name: 'gone', port: 80 },
      { name: 'far', namespace: 'bank', port: 80 },
      { group: 'example.com', kind: 'Bucket', name: 'static' },
    ];
    const route = routeOf([{ parentRef: parent, conditions: accepted }], { rules: [{ backendRefs }, {}] });
    const look = {
      ...{ date: new Date(), why: false, first: false },
      get: ({ resource }: { resource: string }) => Promise.resolve(resource.endsWith('routes') ? route : undefined),
      list: () => Promise.resolve([edge]),
    } as unknown as Look;
    const ref = { namespace: 'shop', name: 'web' };
    for (const condition of [httpRoute(ref).leadsToItsServices(), grpcRoute(ref).leadsToItsServices()])
      expect(condition.judge(await condition.read(look))).to.deep.equal({
        state: 'not yet',
        reason: 'Service shop/gone does not exist; Service bank/far does not exist',
      });
  });

  it('may be for gRPC, too, and is called so', () => {
    const leads = grpcRoute({ namespace: 'shop', name: 'web' }).leadsToItsServices();
    expect(leads.title).to.equal('grpcroute shop/web is accepted and leads to its Services');
    expect(leads.todo).to.equal('kubectl -n shop describe grpcroute web');
    expect(leads.rights.map(({ resource }) => resource))
      .to.include('grpcroutes')
      .and.not.to.include('httproutes');
  });
});
