import { expect } from 'chai';
import type { EndpointSlice, Pod, Service } from '../../../cluster/kinds/kinds.ts';
import { onRealNodes, ownEndpoints, podsToRead } from './own-endpoints.ts';
import { whyUnready } from './read-service.ts';

const service: Service = { metadata: { namespace: 'shop', name: 'web' }, spec: { selector: { app: 'web' } } };
const endpoint = (address: string, name?: string) => ({
  addresses: [address],
  ...(name !== undefined && { targetRef: { kind: 'Pod', namespace: 'shop', name } }),
});
const slice = (writer: string, ...endpoints: object[]) =>
  ({
    metadata: { namespace: 'shop', name: `of-${writer}`, labels: { 'endpointslice.kubernetes.io/managed-by': writer } },
    ...{ addressType: 'IPv4', endpoints },
  }) as EndpointSlice;
const kubernetes = slice('endpointslice-controller.k8s.io', endpoint('10.1.0.5', 'web-1'));
const pod = (name: string, ip: string): Pod => ({
  metadata: { namespace: 'shop', name },
  status: { podIPs: [{ ip }] },
});
const short = (slices: readonly EndpointSlice[]) =>
  slices.map(({ endpoints = [] }) => endpoints.flatMap(({ addresses }) => addresses));

describe('the endpoints of a Service', () => {
  it('are pods where Kubernetes writes them, and no pod is read', () => {
    expect(podsToRead(service, [kubernetes])).to.deep.equal([]);
    expect(ownEndpoints(service, [kubernetes], [])).to.deep.equal({ slices: [kubernetes] });
  });

  it('that somebody else writes are connected to when a pod has that address', () => {
    const other = slice('me', endpoint('10.1.0.6', 'web-2'));
    expect(podsToRead(service, [kubernetes, other])).to.deep.equal(['web-2']);
    expect(ownEndpoints(service, [kubernetes, other], [pod('web-2', '10.1.0.6')])).to.not.have.property('leftOut');
  });

  it('that somebody else writes are left out when they are no pod, or a pod with another address', () => {
    const other = slice('me', endpoint('192.0.2.1'), endpoint('192.0.2.2', 'web-2'), endpoint('192.0.2.3', 'gone'));
    const { slices, leftOut } = ownEndpoints(service, [kubernetes, other], [pod('web-2', '10.1.0.6')]);
    expect(short(slices)).to.deep.equal([['10.1.0.5'], []]);
    expect(leftOut).to.equal(
      '3 endpoints are no pods of this namespace with that address: no agent connects there, nor to the cluster IP ' +
        '(EndpointSlice of-me)',
    );
  });

  it('are nobody’s word where the Service has no selector, for Kubernetes then does not write them', () => {
    const without: Service = { ...service, spec: {} };
    expect(podsToRead(without, [kubernetes])).to.deep.equal(['web-1']);
    expect(ownEndpoints(without, [kubernetes], []).leftOut).to.match(/^an endpoint is no pod /);
  });
});

describe('the endpoints of a Service on simulated nodes', () => {
  const on = (nodeName: string, address: string) => ({ ...endpoint(address), nodeName });
  const both = [slice('endpointslice-controller.k8s.io', on('n1', '10.1.0.5'), on('kwok-1', '10.0.0.1'))];

  it('are left out, because nothing runs there', () => {
    const { slices, leftOut } = onRealNodes(both, new Set(['kwok-1']));
    expect(short(slices)).to.deep.equal([['10.1.0.5']]);
    expect(leftOut).to.equal(
      'an endpoint is on simulated nodes (kwok-1), which run nothing: no agent connects there, nor to the cluster IP',
    );
  });

  it('are none where all nodes are real', () => {
    expect(onRealNodes(both, new Set())).to.deep.equal({ slices: both });
  });

  it('may be null, as an API server writes a slice without any', () => {
    const empty = JSON.parse('[{"addressType":"IPv4","endpoints":null,"ports":null}]') as EndpointSlice[];
    expect(onRealNodes(empty, new Set(['kwok-1']))).to.deep.equal({ slices: empty });
    expect(whyUnready({ spec: { publishNotReadyAddresses: true } }, empty)).to.equal(undefined);
  });
});
