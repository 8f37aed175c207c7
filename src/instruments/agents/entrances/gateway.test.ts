import { expect } from 'chai';
import type { Gateway, GatewayClass, Told } from '../../../conditions/platform/entrance-kinds.ts';
import { judgeGateway } from './gateway.ts';

const told = (type: string, more: Partial<Told> = {}): Told => ({
  type,
  status: 'True',
  observedGeneration: 2,
  ...more,
});
const traefik: GatewayClass = {
  metadata: { name: 'traefik', generation: 1 },
  spec: { controllerName: 'traefik.io/gateway-controller' },
  status: { conditions: [told('Accepted', { observedGeneration: 1 })] },
};
const listener = (conditions: Told[]) => [{ name: 'web', conditions }];
const whole = [told('Accepted'), told('Programmed')];
const gatewayOf = (status: Gateway['status'], metadata: object = {}): Gateway => ({
  metadata: { namespace: 'shop', name: 'edge', generation: 2, ...metadata },
  spec: { gatewayClassName: 'traefik' },
  status: { addresses: [{ value: '192.0.2.1' }], ...status },
});
const judge = (gateway: Gateway, classes = [traefik]) => judgeGateway({ gateway, classes });

describe('A Gateway', () => {
  it('is in order when it and its listeners are programmed, and it has an address', () => {
    const listeners = listener([...whole, told('ResolvedRefs')]);
    expect(judge(gatewayOf({ conditions: whole, listeners }))).to.deep.equal({ state: 'ready' });
  });

  // As Traefik 3.7 writes them.
  for (const [what, gateway, classes, reason] of [
    [
      'whose listener is refused, though it has an address',
      gatewayOf({
        conditions: [
          told('Accepted', { status: 'False', reason: 'ListenersNotValid' }),
          told('Programmed', { status: 'False' }),
        ],
        listeners: listener([
          told('Accepted', { status: 'False', reason: 'PortUnavailable', message: 'no entry point' }),
        ]),
      }),
      [traefik],
      'listener web: Accepted is False: PortUnavailable: no entry point',
    ],
    [
      'of an unknown class',
      gatewayOf({ conditions: [told('Accepted', { status: 'Unknown', reason: 'Pending' })] }),
      [],
      'GatewayClass "traefik" does not exist: there is none',
    ],
    [
      'that no controller serves',
      gatewayOf({
        conditions: [told('Accepted', { status: 'Unknown', reason: 'Pending', message: 'Waiting for controller' })],
        addresses: [],
      }),
      [traefik],
      'Accepted is Unknown: Pending: Waiting for controller',
    ],
    [
      'that was changed since',
      gatewayOf({ conditions: [told('Accepted', { observedGeneration: 1 }), told('Programmed')] }),
      [traefik],
      'its controller has not seen the current spec yet: Accepted is of generation 1, not 2',
    ],
    [
      'without an address, though it is programmed',
      gatewayOf({ conditions: whole, addresses: [] }),
      [traefik],
      'its controller has given it no address',
    ],
    [
      'of a class that is not accepted',
      gatewayOf({ conditions: whole }),
      [{ ...traefik, status: {} }],
      'GatewayClass traefik: its controller has not told whether it is Accepted',
    ],
  ] as const)
    it(`${what} is not`, () => {
      expect(judge(gateway, [...classes])).to.deep.equal({ state: 'not yet', reason });
    });

  it('that is deleted, or being deleted, has disappeared', () => {
    expect(judgeGateway({ gateway: undefined, classes: [] }).state).to.equal('disappeared');
    expect(judge(gatewayOf({}, { deletionTimestamp: '2026-11-28T00:00:00Z' })).state).to.equal('disappeared');
  });
});
