import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { closedAtOnce, closedByMistake, podsThatClose } from './closed-at-once.ts';
import type { Contact } from './reach.ts';

const to = (kind: 'endpoint' | 'cluster IP', host: string, closed: number, more: Partial<Contact> = {}): Contact => ({
  node: 'n1',
  address: { kind, host, port: 80, identity: host, ...(kind === 'endpoint' && { pod: `p-${host}` }) },
  answer: { host, port: 80, ok: true, tried: 3, failed: 0, seconds: 0, ...(closed > 0 && { closed }) },
  ...more,
});
const hosts = (contacts: readonly Contact[]) => closedByMistake(contacts).map(({ address: { host } }) => host);
const pod = (...containers: string[]) =>
  ({ metadata: { name: 'p' }, spec: { containers: containers.map((name) => ({ name })) } }) as Pod;

describe('connections that are accepted and closed at once', () => {
  it('are lost at a cluster IP whose endpoints keep them open', () => {
    expect(hosts([to('endpoint', 'a', 0), to('endpoint', 'b', 0), to('cluster IP', 'ip', 1)])).to.deep.equal(['ip']);
  });

  it('are lost at an endpoint that closes all while another one keeps all open', () => {
    const seen = [to('endpoint', 'a', 0), to('endpoint', 'b', 3), to('cluster IP', 'ip', 1)];
    expect(hosts(seen)).to.deep.equal(['b']);
    expect(hosts([...seen, to('endpoint', 'b', 0, { node: 'n2' })])).to.deep.equal([]);
  });

  it('are no loss where all endpoints close them, or none was connected to: an app may do so', () => {
    const seen = [to('endpoint', 'a', 3), to('endpoint', 'b', 3), to('cluster IP', 'ip', 3)];
    expect(hosts(seen)).to.deep.equal([]);
    expect(hosts([to('cluster IP', 'ip', 3)])).to.deep.equal([]);
    expect(podsThatClose(seen)).to.deep.equal(['p-a', 'p-b']);
    expect(closedAtOnce(seen, [pod('app')])).to.deep.equal({
      note:
        '6 of 6 connections to a:80 (pod p-a) and 1 more addresses were accepted and closed at once, with nothing sent: ' +
        'by design of the app, or something accepts them in its place',
    });
  });

  it('are told of each port by itself', () => {
    const metrics = to('endpoint', 'a', 3);
    const seen = [
      to('endpoint', 'a', 0),
      { ...metrics, address: { ...metrics.address, port: 9, portName: 'metrics' } },
    ];
    expect(hosts(seen)).to.deep.equal([]);
  });

  it('are not judged where a proxy accepts for the app, or for the agent', () => {
    expect(closedAtOnce([to('endpoint', 'a', 3)], [pod('app', 'istio-proxy')])).to.deep.equal({
      unjudged:
        '3 of 3 connections to a:80 (pod p-a) were accepted and closed at once, with nothing sent: istio-proxy of pod p accepts them before the app does',
    });
  });

  it('are not judged where an endpoint closes some and keeps others', () => {
    expect(closedAtOnce([to('endpoint', 'fd00::1', 1)], []).unjudged).to.equal(
      '1 of 3 connections to [fd00::1]:80 (pod p-fd00::1) were accepted and closed at once, with nothing sent: ' +
        'a limit of the app, or something on the way that has lost it',
    );
  });

  it('are not told where there are none', () => {
    expect(closedAtOnce([to('endpoint', 'a', 0)], [pod('istio-proxy')])).to.deep.equal({});
  });
});
