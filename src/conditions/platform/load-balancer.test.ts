import { expect } from 'chai';
import type { Event, Service } from '../../cluster/kinds/kinds.ts';
import { judgeLoadBalancer } from './load-balancer.ts';

const serviceOf = (spec: object = {}, addresses: object[] = [], metadata: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'web', uid: 'u1', ...metadata },
    spec: { type: 'LoadBalancer', ...spec },
    status: { loadBalancer: { ingress: addresses } },
  }) as unknown as Service;
const event = (message: string, lastTimestamp: string) =>
  ({ message, lastTimestamp, type: 'Warning' }) as unknown as Event;
const judge = (service: Service | undefined, events: Event[] = []) => judgeLoadBalancer({ service, events });

describe('A Service of type LoadBalancer', () => {
  it('is in order with an address or a name', () => {
    expect(judge(serviceOf({}, [{ ip: '192.0.2.1' }]))).to.deep.equal({ state: 'ready' });
    expect(judge(serviceOf({}, [{ hostname: 'lb.example.com' }]))).to.deep.equal({ state: 'ready' });
  });

  it('without one is not, with what its controller says last', () => {
    expect(judge(serviceOf({ loadBalancerClass: 'example.com/lb' }))).to.deep.equal({
      state: 'not yet',
      reason:
        'no load balancer of class example.com/lb has given it an address, and nothing says why: does a controller for them run?',
    });
    const events = [
      event('older', '2026-11-28T00:00:00Z'),
      event('Failed to allocate IP:\n no available IPs', '2026-11-28T00:01:00Z'),
    ];
    expect(judge(serviceOf(), events)).to.include({
      reason: 'no load balancer has given it an address: Failed to allocate IP: no available IPs',
    });
  });

  it('is not judged when it is of another type now, or deleted', () => {
    expect(judge(serviceOf({ type: 'ClusterIP' }))).to.deep.equal({
      state: 'does not apply',
      reason: 'its type is ClusterIP now',
    });
    expect(judge(undefined).state).to.equal('disappeared');
    expect(judge(serviceOf({}, [], { deletionTimestamp: '2026-11-28T00:00:00Z' })).state).to.equal('disappeared');
  });
});
