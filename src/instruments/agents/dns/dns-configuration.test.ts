import { expect } from 'chai';
import type { EndpointSlice, Service } from '../../../cluster/kinds.ts';
import { readCorefile } from './corefile.ts';
import { configurationOf, servesDomain, whyNotServed } from './dns-configuration.ts';

const configured = (text: string, domain = 'cluster.local') =>
  configurationOf(readCorefile('/Corefile', new Map([['/Corefile', text]])), domain, 'ConfigMap kube-system/coredns');
const withOptions = (...options: string[]) =>
  configured(`.:53 {\n kubernetes cluster.local {\n${options.join('\n')}\n}\n}`);

const service = (clusterIP = '10.96.3.4', labels = {}, namespace = 'shop'): Service => ({
  metadata: { namespace, name: 'web', labels },
  spec: { clusterIPs: [clusterIP] },
});
const slice = (ready: boolean | undefined, labels = {}): EndpointSlice => ({
  addressType: 'IPv4',
  metadata: { labels },
  endpoints: [{ addresses: ['10.244.1.5'], conditions: ready === undefined ? {} : { ready } }],
});

describe('the configuration of the cluster DNS', () => {
  it('of kubeadm serves every Service', () => {
    const usual = configured(
      '.:53 {\n errors\n kubernetes cluster.local in-addr.arpa ip6.arpa {\n  pods insecure\n  fallthrough in-addr.arpa ip6.arpa\n  ttl 30\n }\n forward . /etc/resolv.conf {\n  max_concurrent 1000\n }\n cache 30\n loop\n}',
    );
    expect(whyNotServed(usual, service(), [])).to.equal(undefined);
    expect(whyNotServed(usual, service('None'), [])).to.equal(undefined);
    expect(usual.before).to.deep.equal([]);
    expect(servesDomain(usual, 'cluster.local')).to.equal(true);
    expect(servesDomain(usual, 'local')).to.equal(false);
  });

  it('may hide Services with a cluster IP and without a published endpoint', () => {
    const hides = withOptions('ignore empty_service');
    expect(whyNotServed(hides, service(), [])).to.equal('ignore empty_service');
    expect(whyNotServed(hides, service(), [slice(false)])).to.equal('ignore empty_service');
    for (const ready of [true, undefined]) expect(whyNotServed(hides, service(), [slice(ready)])).to.equal(undefined);
    expect(whyNotServed(hides, service('None'), [])).to.equal(undefined);
  });

  it('may serve some namespaces, by name or by label, and Services with some labels', () => {
    const some = withOptions('namespaces default kube-system');
    expect(whyNotServed(some, service(), [])).to.equal('namespaces default kube-system');
    expect(whyNotServed(some, service('10.96.0.1', {}, 'default'), [])).to.equal(undefined);
    const labelled = withOptions('namespace_labels team in (a, b)');
    expect(whyNotServed(labelled, service(), [], { team: 'c' })).to.equal('namespace_labels');
    expect(whyNotServed(labelled, service(), [], { team: 'b' })).to.equal(undefined);
    const own = withOptions('labels environment in (staging, qa),application=nginx');
    const labels = { environment: 'qa', application: 'nginx' };
    expect(whyNotServed(own, service(), [])).to.equal('labels');
    expect(whyNotServed(own, service('10.96.3.4', labels), [])).to.equal(undefined);
  });

  it('selects the slices by the same labels when it hides empty Services', () => {
    const both = withOptions('labels app=web', 'ignore empty_service');
    const its = service('10.96.3.4', { app: 'web' });
    expect(whyNotServed(both, its, [slice(true)])).to.equal('ignore empty_service');
    expect(whyNotServed(both, its, [slice(true, { app: 'web' })])).to.equal(undefined);
  });

  it('may read no endpoints: then headless Services have no record', () => {
    const none = withOptions('noendpoints');
    expect(whyNotServed(none, service('None'), [slice(true)])).to.equal('noendpoints');
    expect(whyNotServed(none, service(), [])).to.equal(undefined);
  });

  it('is that of the server block with the longest zone', () => {
    const several = '.:53 {\n forward . 9.9.9.9\n}\ncluster.local:53 {\n kubernetes {\n  ignore empty_service\n }\n}\n';
    expect(configured(several)).to.include({ hidesEmpty: true });
    expect(() => configured(several, 'k8s.example')).to.throw('no server block answers for k8s.example');
  });

  it('may serve several domains, or another one than the pods search', () => {
    const two = configured('. {\n kubernetes cluster.local k8s.example. in-addr.arpa\n}', 'k8s.example');
    expect(servesDomain(two, 'k8s.example')).to.equal(true);
    expect(servesDomain(two, 'cluster.example')).to.equal(false);
  });

  it('is not known when its zones come from the environment, or a selector is none', () => {
    expect(() => configured('. {\n kubernetes {$DOMAIN}\n}')).to.throw('from the environment');
    expect(() => withOptions('labels a b')).to.throw('labels a b is no label selector');
  });
});

describe('a plugin that is asked before kubernetes', () => {
  const answering = (plugin: string, name: string, type = 'A') =>
    configured(`. {\n kubernetes cluster.local\n${plugin}\n}`)
      .before.filter(({ answers }) => answers({ name, type }))
      .map(({ text }) => text);
  const WEB = 'web.shop.svc.cluster.local.';

  it('may be a template, for a type, for zones, or for names that match', () => {
    expect(answering('template IN AAAA . {\n rcode NOERROR\n}', WEB)).to.deep.equal([]);
    expect(answering('template IN AAAA . {\n rcode NOERROR\n}', WEB, 'AAAA')).to.deep.equal(['template IN AAAA .']);
    expect(answering('template IN ANY shop.svc.cluster.local {\n rcode NXDOMAIN\n}', WEB)).to.have.lengthOf(1);
    expect(answering('template IN ANY op.svc.cluster.local {\n rcode NXDOMAIN\n}', WEB)).to.deep.equal([]);
    expect(answering('template IN A {\n match ^web[.](?P<ns>[^.]*)[.]svc\n answer "x"\n}', WEB)).to.have.lengthOf(1);
    expect(answering('template IN A {\n match ^db[.]\n answer "x"\n}', WEB)).to.deep.equal([]);
  });

  it('may be hosts, with names of Services', () => {
    expect(answering('hosts {\n 10.0.0.1 db.example web.shop.svc.cluster.local\n fallthrough\n}', WEB)).to.deep.equal([
      'hosts',
    ]);
    expect(answering('hosts /etc/coredns/NodeHosts {\n ttl 60\n reload 15s\n fallthrough\n}', WEB)).to.deep.equal([]);
  });

  it('may be a rewrite of names', () => {
    for (const rule of [
      'name web.shop.svc.cluster.local web.other.svc.cluster.local',
      'name exact web.shop.svc.cluster.local. web.other.svc.cluster.local',
      'stop name suffix .shop.svc.cluster.local .other.svc.cluster.local',
      'name prefix web. api.',
      'continue name substring shop other',
      'name regex (.*)\\.shop\\.svc\\.cluster\\.local {1}.other.svc.cluster.local',
    ])
      expect(answering(`rewrite ${rule}`, WEB), rule).to.have.lengthOf(1);
    for (const rule of [
      'name suffix .corp.example .svc.cluster.local',
      'type ANY HINFO',
      'name db.shop.svc.cluster.local a.b',
      'ttl regex .* 30',
    ])
      expect(answering(`rewrite ${rule}`, WEB), rule).to.deep.equal([]);
    expect(
      answering('rewrite stop {\n name regex (.*)\\.corp\\.example {1}.shop.svc.cluster.local\n answer auto\n}', WEB),
    ).to.deep.equal([]);
    expect(
      answering('rewrite stop {\n name suffix shop.svc.cluster.local a.example\n answer auto\n}', WEB),
    ).to.have.lengthOf(1);
  });
});
