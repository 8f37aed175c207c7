import { expect } from 'chai';
import { kubernetesNames } from '../../../../test/kubernetes-names.ts';
import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import { chosenFrom, expectedOf, isTooLong, MOST_NAMES, servicesToAskFor } from './dns-names.ts';

const service = (namespace: string, name: string, spec: object = { clusterIPs: ['10.96.3.4'] }): Service => ({
  metadata: { namespace, name },
  spec,
});
const api = service('default', 'kubernetes', { clusterIPs: ['10.96.0.1'] });
const names = (refs: readonly { namespace: string; name: string }[]) =>
  refs.map(({ namespace, name }) => `${namespace}/${name}`);

describe('the names that a node asks the cluster DNS for', () => {
  it('are those of all Services with an address, the API server’s first', () => {
    const external = service('shop', 'db', { type: 'ExternalName' });
    expect(names(servicesToAskFor([service('shop', 'web'), service('auth', 'web'), external, api]))).to.deep.equal([
      'default/kubernetes',
      'auth/web',
      'shop/web',
    ]);
  });

  it('are the API server’s alone when no Service is in scope', () => {
    expect(names(servicesToAskFor([]))).to.deep.equal(['default/kubernetes']);
  });

  it('are at most 50, spread evenly, and the same whatever the order of the Services', () => {
    const many = Array.from({ length: 490 }, (_, n) => service('shop', `s${String(n).padStart(3, '0')}`));
    const chosen = names(servicesToAskFor([...many, api]));
    expect(chosen).to.have.lengthOf(MOST_NAMES);
    expect(chosen.slice(0, 3)).to.deep.equal(['default/kubernetes', 'shop/s000', 'shop/s010']);
    expect(names(servicesToAskFor([api, ...many.toReversed()]))).to.deep.equal(chosen);
  });
});

describe('the answer of the cluster DNS', () => {
  const headless = service('shop', 'db', { clusterIPs: ['None'] });
  const slice = (conditions: object, ...addresses: string[]): EndpointSlice => ({
    addressType: 'IPv4',
    metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
    endpoints: addresses.map((address) => ({ addresses: [address], conditions })),
  });

  it('is the cluster IP, of each family that the Service has', () => {
    const dual = service('shop', 'web', { clusterIPs: ['10.96.3.4', 'fd00::4'] });
    const served: EndpointSlice = {
      addressType: 'IPv4',
      metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [{ addresses: ['10.244.1.5'] }],
    };
    expect(expectedOf(dual, [served], 'k8s.example')).to.deep.equal([
      { question: { name: 'web.shop.svc.k8s.example.', type: 'A' }, addresses: new Set(['10.96.3.4']), all: true },
      { question: { name: 'web.shop.svc.k8s.example.', type: 'AAAA' }, addresses: new Set(['fd00::4']), all: true },
    ]);
  });

  it('is the cluster IP also without a published endpoint, but some name servers leave it out', () => {
    const [without] = expectedOf(service('shop', 'db'), [slice({ ready: false }, '10.244.1.5')], 'cluster.local');
    expect(without).to.include({ isEmpty: true, all: true });
  });

  it('has the endpoints of a headless Service that publishes addresses which are not ready', () => {
    const published = { ready: true, serving: false, terminating: false };
    expect(expectedOf(headless, [slice(published, '10.244.1.5')], 'cluster.local')).to.have.lengthOf(1);
    expect(expectedOf(headless, [slice({ ready: false }, '10.244.1.5')], 'cluster.local')).to.deep.equal([]);
  });

  it('can be asked for whatever Service and namespace are called, unless the domain leaves too little for them', () => {
    for (const label of kubernetesNames.labels) {
      const [one] = expectedOf(service(label, label), [], 'cluster.local');
      expect(one?.question.name).to.equal(`${label}.${label}.svc.cluster.local.`);
      expect(isTooLong(one?.question.name ?? '')).to.equal(false);
    }
    const long = expectedOf(service('a'.repeat(63), 'b'.repeat(63)), [], `${'c'.repeat(60)}.${'d'.repeat(60)}`);
    expect(long.map(({ question }) => isTooLong(question.name))).to.deep.equal([false]);
    expect(isTooLong(`x${long[0]?.question.name}`)).to.equal(true);
  });

  it('is not expected where endpoints are names and not addresses', () => {
    const named: EndpointSlice = { ...slice({ ready: true }, 'db.example.com'), addressType: 'FQDN' };
    expect(expectedOf(headless, [named], 'cluster.local')).to.deep.equal([]);
    expect(expectedOf(headless, [named, slice({ ready: true }, '10.244.1.5')], 'cluster.local')).to.deep.equal([
      {
        question: { name: 'db.shop.svc.cluster.local.', type: 'A' },
        addresses: new Set(['10.244.1.5']),
        all: false,
      },
    ]);
  });

  it('is some of the endpoints for a headless Service', () => {
    expect(expectedOf(headless, [slice({ ready: true }, '10.244.1.5', '10.244.2.5')], 'cluster.local')).to.deep.equal([
      {
        question: { name: 'db.shop.svc.cluster.local.', type: 'A' },
        addresses: new Set(['10.244.1.5', '10.244.2.5']),
        all: false,
      },
    ]);
  });

  it('does not exist for a headless Service without a ready endpoint, so it is not asked for', () => {
    expect(expectedOf(headless, [slice({ ready: false }, '10.244.1.5')], 'cluster.local')).to.deep.equal([]);
  });
});

describe('The names that every node asks for', () => {
  it('are chosen once, and are that of the API server alone when the Services could not be listed', () => {
    const found = { items: [service('shop', 'web')] };
    expect(chosenFrom(found)).to.equal(chosenFrom(found));
    expect(names(chosenFrom(found))).to.deep.equal(['default/kubernetes', 'shop/web']);
    expect(names(chosenFrom({ trouble: new Error('no right') }))).to.deep.equal(['default/kubernetes']);
  });
});
