import { expect } from 'chai';
import { judgeContacts, deniedText, lostText, withoutExcuse, type Contact } from './reach.ts';
import type { ServiceAddress } from './service-addresses.ts';

const pod = (ip: string, port = 8080): ServiceAddress => ({
  kind: 'endpoint',
  host: ip,
  port,
  identity: ip,
  pod: `web-${ip.at(-1)}`,
});
const clusterIp: ServiceAddress = { kind: 'cluster IP', host: '10.96.3.4', port: 80, identity: 'web' };
function contact(node: string, address: ServiceAddress, error?: string, denied?: string): Contact {
  const { host, port } = address;
  const outcome = error === undefined ? { ok: true, failed: 0 } : { ok: false, failed: 1, error };
  return {
    node,
    address,
    answer: { host, port, tried: 1, seconds: 0.001, ...outcome },
    ...(denied !== undefined && { denied }),
  };
}
const policy = 'NetworkPolicy shop/deny selects pod shop/web-5 and admits no probe agent to port 8080';

describe('connections to a Service', () => {
  it('without an answer are not judged where other policies may drop them', () => {
    const unjudged = 'CiliumNetworkPolicy shop/deny may drop such traffic, which is not judged here';
    const silent = [{ ...contact('n1', clusterIp, 'timeout'), unjudged }, contact('n2', clusterIp)];
    expect(judgeContacts(silent)).to.deep.equal({ state: 'ready' });
    expect(deniedText(silent)).to.equal(`1 of 2 connections failed: ${unjudged}`);
    const both = [...silent, contact('n1', pod('10.244.1.5'), 'timeout', policy)];
    expect(deniedText(both)).to.equal(
      `1 of 3 connections were denied by policy: ${policy}; 1 of 3 connections failed: ${unjudged}`,
    );
  });

  it('are healthy when all succeeded', () => {
    expect(judgeContacts([contact('n1', pod('10.244.1.5')), contact('n1', clusterIp)])).to.deep.equal({
      state: 'ready',
    });
  });

  it('that took long say that packets are lost, and that they are no loss when they came through later', () => {
    const slow = (ok: boolean, failed = 0): Contact => {
      const one = contact('n1', clusterIp);
      return {
        ...one,
        answer: { ...one.answer, ok, tried: 30, failed, slow: 4, ...(failed > 0 && { error: 'timeout' }) },
      };
    };
    expect(judgeContacts([slow(false), contact('n2', clusterIp)]).reason).to.equal(
      '4 of 31 connections took more than 1 s: 4 of 30 connections to 10.96.3.4:80 (cluster IP) took more than 1 s from n1: ' +
        'a packet was lost, and sent again after 1 s',
    );
    expect(judgeContacts([slow(false, 2)]).reason).to.equal(
      '2 of 30 connections failed, and 4 took more than 1 s: 2 of 30 connections to 10.96.3.4:80 (cluster IP) failed from n1: no answer',
    );
    expect(lostText([slow(true)])).to.equal(
      '4 of 30 connections took more than 1 s (a packet was lost, and sent again after 1 s) at first from n1, and none later',
    );
  });

  it('that are accepted and closed name what does not reach the app', () => {
    const seen = [contact('n1', pod('10.244.1.5'), 'closed'), contact('n1', pod('10.244.1.6'))];
    expect(judgeContacts(seen).reason).to.equal(
      '1 of 2 connections failed: 10.244.1.5:8080 (pod web-5) accepted the connection and closed it at once from n1, ' +
        'and the other endpoints do not: something accepts there in place of the app',
    );
    expect(judgeContacts([contact('n1', pod('10.244.1.6')), contact('n1', clusterIp, 'closed')]).reason).to.equal(
      '1 of 2 connections failed: 10.96.3.4:80 (cluster IP) accepted the connection and closed it at once from n1, ' +
        'though its endpoints do: kube-proxy there, or its replacement, does not forward to them',
    );
    expect(judgeContacts([contact('n1', pod('10.244.1.5'), 'ECONNRESET')]).reason).to.equal(
      '1 of 1 connections failed: 10.244.1.5:8080 (pod web-5) accepted the connection and reset it at once from n1',
    );
  });

  it('that are refused say that nothing listens, with the pod and the nodes', () => {
    const judged = judgeContacts([
      contact('n2', clusterIp, 'ECONNREFUSED'),
      contact('n2', pod('10.244.1.5', 9999), 'ECONNREFUSED'),
      contact('n1', pod('10.244.1.5', 9999), 'ECONNREFUSED'),
      contact('n1', clusterIp, 'ECONNREFUSED'),
    ]);
    expect(judged).to.deep.equal({
      state: 'not yet',
      reason:
        '4 of 4 connections failed: 10.244.1.5:9999 (pod web-5) refused the connection from n1, n2: nothing listens on port 9999; ' +
        '10.96.3.4:80 (cluster IP) refused the connection from n1, n2',
      progress: 0,
    });
  });

  it('that fail only at the cluster IP, on one node, name what forwards to it', () => {
    const judged = judgeContacts([
      contact('n1', pod('10.244.1.5')),
      contact('n1', clusterIp),
      contact('n2', pod('10.244.1.5')),
      contact('n2', clusterIp, 'timeout'),
    ]);
    expect(judged.reason).to.equal(
      '1 of 4 connections failed: 10.96.3.4:80 (cluster IP) did not answer from n2, though its endpoints do: ' +
        'kube-proxy there, or its replacement, does not forward to them',
    );
  });

  it('that all fail from one node, and from no other, blame the network of that node in one line', () => {
    const judged = judgeContacts([
      contact('n1', pod('10.244.1.5')),
      contact('n2', pod('10.244.1.5'), 'timeout'),
      contact('n1', clusterIp),
      contact('n2', clusterIp, 'EHOSTUNREACH'),
    ]);
    expect(judged).to.deep.equal({
      state: 'not yet',
      reason:
        '2 of 4 connections failed: n2 reaches none of its addresses (10.244.1.5:8080 did not answer), and other nodes reach all of them: ' +
        'the network of n2 is at fault',
      progress: 2,
    });
  });

  it('that all fail from several nodes are one line, and what fails elsewhere is told beside them', () => {
    const addresses = [pod('10.244.1.5'), pod('10.244.1.6'), clusterIp];
    const dead = ['n2', 'n3', 'n4', 'n5'].flatMap((node) => addresses.map((one) => contact(node, one, 'timeout')));
    const fine = addresses.map((one) => contact('n1', one));
    expect(judgeContacts([...fine, ...dead]).reason).to.equal(
      '12 of 15 connections failed: n2, n3, n4 and 1 more nodes reach none of its addresses (10.244.1.5:8080 did not answer), ' +
        'and other nodes reach all of them: the network of n2, n3, n4 and 1 more nodes is at fault',
    );
    const other = [contact('n6', pod('10.244.1.5')), contact('n6', clusterIp, 'timeout')];
    expect(judgeContacts([...fine, ...other, ...dead.slice(0, 3)]).reason).to.equal(
      '4 of 8 connections failed: n2 reaches none of its addresses (10.244.1.5:8080 did not answer), and other nodes reach all of them: ' +
        'the network of n2 is at fault; 10.96.3.4:80 (cluster IP) did not answer from n6, though its endpoints do: ' +
        'kube-proxy there, or its replacement, does not forward to them',
    );
  });

  it('that are refused from one node do not blame its network: something has answered', () => {
    const judged = judgeContacts([
      ...[pod('10.244.1.5'), clusterIp].map((one) => contact('n1', one)),
      ...[pod('10.244.1.5'), clusterIp].map((one) => contact('n2', one, 'ECONNREFUSED')),
    ]);
    expect(judged.reason).to.match(
      /^2 of 4 connections failed: 10\.244\.1\.5:8080 \(pod web-5\) refused the connection from n2/,
    );
  });

  it('of which some fail are counted, and name what forwards to the endpoints when these answer', () => {
    const some = (node: string, address: ServiceAddress, failed: number, tried = 30): Contact => ({
      ...contact(node, address, 'timeout'),
      answer: { host: address.host, port: address.port, ok: false, tried, failed, error: 'timeout', seconds: 3 },
    });
    expect(judgeContacts([contact('n1', pod('10.244.1.5')), some('n1', clusterIp, 11)]).reason).to.equal(
      '11 of 31 connections failed: 11 of 30 connections to 10.96.3.4:80 (cluster IP) failed from n1: no answer, though its endpoints answer: ' +
        'kube-proxy there, or its replacement, does not forward to each of them',
    );
    expect(judgeContacts([some('n1', pod('10.244.1.5'), 1), some('n2', pod('10.244.1.5'), 2)]).reason).to.equal(
      '3 of 60 connections failed: 3 of 60 connections to 10.244.1.5:8080 (pod web-5) failed from n1, n2: no answer',
    );
  });

  it('that policies deny are not explained by them when only some fail', () => {
    const partly = (one: Contact): Contact => ({ ...one, answer: { ...one.answer, tried: 30 } });
    const endpoint = contact('n1', pod('10.244.1.5'), 'timeout', policy);
    const address = contact('n1', clusterIp, 'timeout', policy);
    expect(withoutExcuse([endpoint, address])).to.deep.equal([endpoint, address]);
    expect(withoutExcuse([endpoint, partly(address)])).to.deep.equal([endpoint, partly(address)]);
    const fine = contact('n1', pod('10.244.1.5'));
    expect(withoutExcuse([fine, partly(address)]).map(({ denied }) => denied)).to.deep.equal([undefined, undefined]);
    expect(withoutExcuse([partly(endpoint)]).map(({ denied }) => denied)).to.deep.equal([undefined]);
  });

  it('that failed at first and succeed now are told', () => {
    const healed = contact('n2', clusterIp);
    const { answer } = healed;
    const contacts = [
      contact('n1', clusterIp),
      { ...healed, answer: { ...answer, tried: 93, failed: 3, error: 'timeout' } },
    ];
    expect(judgeContacts(contacts)).to.deep.equal({ state: 'ready' });
    expect(lostText(contacts)).to.equal('3 of 94 connections failed at first from n2, and none later');
    expect(lostText([contact('n1', clusterIp)])).to.equal(undefined);
  });

  it('that fail at many addresses from many nodes are counted', () => {
    const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
    const addresses = [1, 2, 3, 4, 5, 6, 7].map((n) => pod(`10.244.1.${n}`));
    const judged = judgeContacts(
      addresses.flatMap((address) => nodes.map((node) => contact(node, address, 'timeout'))),
    );
    expect(judged).to.have.property('state', 'not yet');
    expect(judged.reason).to.match(
      /^35 of 35 connections failed: 10\.244\.1\.1:8080 \(pod web-1\) did not answer from n1, n2, n3 and 2 more nodes; /,
    );
    expect(judged.reason).to.match(/; and 2 more addresses$/);
  });

  it('that policies deny neither pass nor fail', () => {
    const contacts = [contact('n1', pod('10.244.1.5'), 'timeout', policy), contact('n1', pod('10.244.1.6'))];
    expect(judgeContacts(contacts)).to.deep.equal({ state: 'ready' });
    expect(deniedText(contacts)).to.equal(`1 of 2 connections were denied by policy: ${policy}`);
  });

  it('that policies deny do not hide another one that failed', () => {
    const judged = judgeContacts([
      contact('n1', pod('10.244.1.5'), 'timeout', policy),
      contact('n1', pod('10.244.1.6'), 'ECONNREFUSED'),
    ]);
    expect(judged.reason).to.equal(
      '1 of 2 connections failed: 10.244.1.6:8080 (pod web-6) refused the connection from n1: nothing listens on port 8080',
    );
  });

  it('that succeeded although a policy seems to deny them need no explanation', () => {
    expect(deniedText([contact('n1', pod('10.244.1.5'))])).to.equal(undefined);
  });

  it('to IPv6 addresses are written with brackets', () => {
    expect(judgeContacts([contact('n1', { ...clusterIp, host: 'fd00::4' }, 'timeout')]).reason).to.equal(
      '1 of 1 connections failed: [fd00::4]:80 (cluster IP) did not answer from n1',
    );
  });
});
