import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import type { Ingress, IngressClass } from '../../../conditions/platform/entrance-kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { actionsText, ingress, ingressBackends, judgeIngress } from './ingress.ts';

const classOf = (name: string, isDefault = false) =>
  ({
    metadata: { name, annotations: isDefault ? { 'ingressclass.kubernetes.io/is-default-class': 'true' } : {} },
    spec: { controller: 'traefik.io/ingress-controller' },
  }) as unknown as IngressClass;
const ingressOf = (spec: object, addresses: readonly object[] = [{ ip: '192.0.2.1' }], metadata: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'web', ...metadata },
    spec,
    status: { loadBalancer: { ingress: addresses } },
  }) as unknown as Ingress;
const traefik = classOf('traefik');
const judge = (seen: Ingress, classes: readonly IngressClass[] = [traefik], withoutAddress: readonly string[] = []) =>
  judgeIngress({ ingress: seen, classes, backends: [] }, withoutAddress);
const NO_ADDRESS = 'no controller has given it an address';

describe('An Ingress', () => {
  it('is in order with its class and an address', () => {
    expect(judge(ingressOf({ ingressClassName: 'traefik' }))).to.deep.equal({ state: 'ready' });
    expect(judge(ingressOf({}), [classOf('traefik', true)])).to.deep.equal({ state: 'ready' });
  });

  it('is in order without a class that exists, where a controller serves it all the same', () => {
    expect(judge(ingressOf({}))).to.deep.equal({ state: 'ready' });
    const old = { annotations: { 'kubernetes.io/ingress.class': 'gce' } };
    expect(judge(ingressOf({}, undefined, old), [])).to.deep.equal({ state: 'ready' });
  });

  it('is in order without an address where the controllers of its class tell none', () => {
    expect(judge(ingressOf({ ingressClassName: 'traefik' }, []), [traefik], ['traefik'])).to.deep.equal({
      state: 'ready',
    });
  });

  for (const [what, seen, classes, reason] of [
    [
      'of a class that does not exist',
      ingressOf({ ingressClassName: 'nginx' }),
      [traefik],
      'IngressClass "nginx" does not exist: there is traefik',
    ],
    [
      'of a class that does not exist, as none does',
      ingressOf({ ingressClassName: 'nginx' }, []),
      [],
      'IngressClass "nginx" does not exist: there is none',
    ],
    [
      'without a class, where none is the default',
      ingressOf({}, []),
      [traefik, classOf('nginx')],
      'it names no class, and no IngressClass is the default: there are traefik, nginx',
    ],
    [
      'that no controller serves',
      ingressOf({ ingressClassName: 'traefik' }, []),
      [traefik],
      `${NO_ADDRESS} (class traefik of traefik.io/ingress-controller)`,
    ],
    [
      'of an old class that no controller serves',
      ingressOf({}, [], { annotations: { 'kubernetes.io/ingress.class': 'gce' } }),
      [],
      `${NO_ADDRESS} (class gce)`,
    ],
  ] as const)
    it(`${what} is not`, () => {
      expect(judge(seen, classes)).to.deep.equal({ state: 'not yet', reason });
    });

  it('that is deleted, or being deleted, has disappeared', () => {
    expect(judgeIngress({ ingress: undefined, classes: [], backends: [] }).state).to.equal('disappeared');
    const deletionTimestamp = '2026-11-28T00:00:00Z';
    expect(judge(ingressOf({}, [], { deletionTimestamp })).state).to.equal('disappeared');
  });

  it('is judged by every Service that it names', async () => {
    const path = (name: string, port: object) => ({ backend: { service: { name, port } } });
    const found = ingressOf({
      ingressClassName: 'traefik',
      defaultBackend: { resource: { kind: 'Bucket', name: 'static' } },
      rules: [
        { host: 'a' },
        {
          http: { paths: [path('gone', { number: 80 }), path('web', { name: 'https' }), path('web', { number: 80 })] },
        },
      ],
    });
    const service = { spec: { type: 'ExternalName', ports: [{ port: 80 }] } } as unknown as Service;
    const look = {
      ...{ date: new Date(), why: false, first: false },
      get: ({ resource }: { resource: string }, { name }: { name: string }) =>
        Promise.resolve(resource === 'ingresses' ? found : name === 'web' ? service : undefined),
      list: ({ resource }: { resource: string }) => Promise.resolve(resource === 'ingressclasses' ? [traefik] : []),
    } as unknown as Look;
    const condition = ingress({ namespace: 'shop', name: 'web' }).leadsToItsServices();
    expect(condition.judge(await condition.read(look))).to.deep.equal({
      state: 'not yet',
      reason: 'Service shop/gone does not exist; Service shop/web has no port https, only 80',
    });
  });

  it('has backends that are no Services: actions that an annotation describes', () => {
    const to = (name: string, port: object) => ({ backend: { service: { name, port } } });
    const action = { name: 'use-annotation' };
    const paths = [to('ssl-redirect', action), to('web', { number: 80 }), to('ssl-redirect', action)];
    const found = ingressOf({ rules: [{ http: { paths } }] });
    expect(ingressBackends(found, 'shop')).to.deep.equal([{ namespace: 'shop', name: 'web', port: 80 }]);
    expect(actionsText(found)).to.equal('actions of its controller are not looked at: ssl-redirect');
    const many = ingressOf({ rules: [{ http: { paths: [1, 2, 3, 4, 5, 6].map((n) => to(`a-${n}`, action)) } }] });
    expect(actionsText(many)).to.match(/: a-1, a-2, a-3, a-4, a-5, and 1 more$/);
    expect(actionsText(ingressOf({ rules: [{ http: { paths: [to('web', { number: 80 })] } }] }))).to.equal(undefined);
  });
});
