import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import type { Gateway, HttpRoute } from '../../../conditions/platform/entrance-kinds.ts';
import type { EntranceTarget } from './entrance-source.ts';
import { targetsOfIngress } from './ingress-entrances.ts';
import { targetsOfLoadBalancer } from './load-balancer-entrances.ts';
import { targetsOfGrpcRoute, targetsOfRoute } from './route-entrances.ts';

const host = '192.0.2.1';
const to = (path: string, pathType = 'Prefix') => ({ http: { paths: [{ path, pathType }] } });
const ingressOf = (spec: object, told: object[] = [{ ip: host }]) =>
  targetsOfIngress({ spec, status: { loadBalancer: { ingress: told } } });

/** What is asked at port 80, and at port 443 where nothing answers there. */
const orTls = (common: Omit<EntranceTarget, 'port' | 'tls'>): EntranceTarget => ({
  ...{ ...common, port: 80, tls: false },
  otherwise: { ...common, port: 443, tls: true },
});

describe('What is asked of an Ingress', () => {
  it('is each of its names, at its first path, with TLS where its tls has the name, and where else port 80 is silent', () => {
    const rules = [
      { host: 'shop.example.com', ...to('/cart') },
      { host: '*.example.com', ...to('/(.*)', 'ImplementationSpecific') },
      to('/api'),
    ];
    expect(ingressOf({ rules, tls: [{ hosts: ['shop.example.com'] }] })).to.deep.equal({
      targets: [
        { host, port: 443, tls: true, path: '/cart', serverName: 'shop.example.com' },
        orTls({ host, path: '/', serverName: 'shakedown-probe.example.com' }),
        orTls({ host, path: '/api' }),
      ],
      names: ['shop.example.com', 'shakedown-probe.example.com'],
    });
  });

  it('is the root without a rule, at a DNS name where the cloud tells no address', () => {
    expect(ingressOf({ defaultBackend: {} }, [{ hostname: 'lb-1.example.net' }])).to.deep.equal({
      targets: [orTls({ host: 'lb-1.example.net', path: '/' })],
      names: [],
    });
  });

  it('is the root where a path cannot be asked for as it stands', () => {
    for (const path of ['/a b', 'cart', `/${'x'.repeat(2_000)}`])
      expect(ingressOf({ rules: [to(path)] }).targets[0]?.path).to.equal('/');
  });

  it('is nothing without an address, or with one that is none; its names are known all the same', () => {
    for (const told of [[], [{ hostname: 'a b' }], [{}]])
      expect(ingressOf({ rules: [{ host: 'shop.example.com' }] }, told)).to.deep.equal({
        targets: [],
        names: ['shop.example.com'],
        why: 'it has no address',
      });
  });

  it('is ten names at most', () => {
    const rules = Array.from({ length: 50 }, (_, index) => ({ host: `shop-${index}.example.com` }));
    const { targets, names } = ingressOf({ rules });
    expect([targets.length, names.length]).to.deep.equal([10, 10]);
  });
});

describe('What is asked of an HTTPRoute', () => {
  const listener = (name: string, more: object = {}) => ({ name, port: 80, protocol: 'HTTP', ...more });
  const gatewayOf = (listeners: object[], value = host) =>
    ({ spec: { listeners }, status: { addresses: [{ value }] } }) as unknown as Gateway;
  const routeOf = (spec: object) => ({ spec }) as unknown as HttpRoute;
  const asked = (spec: object, gateway: Gateway | undefined, sectionName?: string) =>
    targetsOfRoute(routeOf(spec), [{ gateway, sectionName }]);

  it('is each of its names at each listener that has it', () => {
    const listeners = [
      listener('web'),
      listener('tls', { port: 443, protocol: 'HTTPS', hostname: '*.example.com' }),
      listener('other', { hostname: 'other.example.org' }),
      listener('mail', { port: 25, protocol: 'TCP' }),
    ];
    const spec = {
      hostnames: ['shop.example.com', 'shop.example.net'],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/cart' } }] }],
    };
    const common = { host, path: '/cart' };
    expect(asked(spec, gatewayOf(listeners))).to.deep.equal({
      targets: [
        { ...common, port: 80, tls: false, serverName: 'shop.example.com' },
        { ...common, port: 80, tls: false, serverName: 'shop.example.net' },
        { ...common, port: 443, tls: true, serverName: 'shop.example.com' },
      ],
      names: ['shop.example.com', 'shop.example.net'],
    });
  });

  it('is the name of the listener where it has none itself or a wider one, and the listener that it names alone', () => {
    const listeners = [listener('web', { hostname: 'shop.example.com' }), listener('admin', { port: 8080 })];
    expect(asked({}, gatewayOf(listeners), 'web').targets).to.deep.equal([
      { host, port: 80, tls: false, path: '/', serverName: 'shop.example.com' },
    ]);
    expect(asked({ hostnames: ['*.example.com'] }, gatewayOf(listeners), 'web').targets).to.deep.equal([
      { host, port: 80, tls: false, path: '/', serverName: 'shop.example.com' },
    ]);
    expect(asked({}, gatewayOf(listeners), 'admin').targets).to.deep.equal([
      { host, port: 8080, tls: false, path: '/' },
    ]);
  });

  it('is the root where its path is a regular expression', () => {
    const rules = [{ matches: [{ path: { type: 'RegularExpression', value: '/v[0-9]' } }] }];
    expect(asked({ rules }, gatewayOf([listener('web')])).targets[0]?.path).to.equal('/');
  });

  it('is nothing where no Gateway of it has an address', () => {
    for (const gateway of [undefined, gatewayOf([listener('web')], 'no address')])
      expect(asked({ hostnames: ['a.example.com'] }, gateway)).to.deep.equal({
        targets: [],
        names: ['a.example.com'],
        why: 'no Gateway of it has an address',
      });
  });
});

describe('What is asked of a GRPCRoute', () => {
  const listener = (name: string, more: object = {}) => ({ name, port: 80, protocol: 'HTTP', ...more });
  const gatewayOf = (listeners: object[]) =>
    ({ spec: { listeners }, status: { addresses: [{ value: host }] } }) as unknown as Gateway;
  const asked = (spec: object, listeners: object[]) =>
    targetsOfGrpcRoute({ spec }, [{ gateway: gatewayOf(listeners), sectionName: undefined }]);
  const call = { host, path: '/shakedown.Probe/Probe', grpc: true };

  it('is a method that no app has, for each of its names, with TLS before without', () => {
    const tls = listener('tls', { port: 443, protocol: 'HTTPS', hostname: 'shop.example.com' });
    const spec = { hostnames: ['shop.example.com', 'shop.example.net'] };
    const [serverName, other] = spec.hostnames;
    expect(asked(spec, [listener('web'), tls])).to.deep.equal({
      targets: [
        {
          ...{ ...call, port: 443, tls: true, serverName },
          otherwise: { ...call, port: 80, tls: false, serverName },
        },
        { ...call, port: 80, tls: false, serverName: other },
      ],
      names: spec.hostnames,
    });
  });

  it('is the address where it has no name, and nothing without a listener for it', () => {
    expect(asked({}, [listener('web')]).targets).to.deep.equal([{ ...call, port: 80, tls: false }]);
    expect(asked({}, [listener('mail', { protocol: 'TCP' })]).why).to.equal('no Gateway of it has an address');
  });
});

describe('What is asked of a load balancer', () => {
  const serviceOf = (spec: object, told: object[] = [{ ip: host }], annotations: object = {}) =>
    targetsOfLoadBalancer({
      metadata: { annotations },
      spec,
      status: { loadBalancer: { ingress: told } },
    } as unknown as Service);
  const ports = [{ port: 80 }, { port: 53, protocol: 'UDP' }];

  it('is a connection to each TCP port, and the names that external-dns makes', () => {
    const annotations = { 'external-dns.alpha.kubernetes.io/hostname': 'shop.example.com, *.shop.example.com,a b' };
    expect(serviceOf({ ports }, undefined, annotations)).to.deep.equal({
      targets: [{ host, port: 80, tls: false }],
      names: ['shop.example.com', 'shakedown-probe.shop.example.com'],
    });
  });

  it('is nothing where it says who may use it, has no TCP port, or no address', () => {
    const why = (...args: Parameters<typeof serviceOf>) => serviceOf(...args).why;
    expect(why({ ports, loadBalancerSourceRanges: ['192.0.2.0/24'] })).to.equal(
      'its loadBalancerSourceRanges say who may use it',
    );
    expect(why({ ports: ports.slice(1) })).to.equal('it has no TCP port');
    expect(why({ ports }, [])).to.equal('it has no address');
  });
});
