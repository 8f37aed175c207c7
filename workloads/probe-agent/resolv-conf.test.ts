import { expect } from 'chai';
import { readResolvConf } from './resolv-conf.ts';

describe('a resolv.conf', () => {
  it('of a pod contains the cluster DNS and the search domains', () => {
    const text =
      'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';
    expect(readResolvConf(text)).to.deep.equal({
      nameservers: ['10.96.0.10'],
      search: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    });
  });

  it('may be empty, and may contain comments and repeated keywords', () => {
    expect(readResolvConf('')).to.deep.equal({ nameservers: [], search: [] });
    expect(
      readResolvConf('# nameserver 1.1.1.1\nsearch a\nsearch b c\nnameserver  fd00::a\nnameserver 10.0.0.2'),
    ).to.deep.equal({
      nameservers: ['fd00::a', '10.0.0.2'],
      search: ['b', 'c'],
    });
  });
});
