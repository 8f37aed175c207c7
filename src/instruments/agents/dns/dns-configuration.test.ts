import { expect } from 'chai';
import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import { readCorefile } from './corefile.ts';
import {
  configurationOf,
  interceptedBy,
  partFor,
  servesDomain,
  stubDomainsOf,
  whyNotServed,
} from './dns-configuration.ts';

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

  it('has other server blocks for parts of the names', () => {
    const stub = configured(
      '.:53 {\n kubernetes cluster.local\n}\nshop.svc.cluster.local:53 corp.example:53 {\n forward . 10.0.0.9\n}\nqa.svc.cluster.local {\n kubernetes cluster.local {\n  ignore empty_service\n }\n}',
    );
    const before = (name: string) => stub.before.filter(({ answers }) => answers({ name, type: 'A' }));
    expect(before('web.shop.svc.cluster.local.').map(({ text }) => text)).to.deep.equal([
      'a server block for shop.svc.cluster.local',
    ]);
    expect(before('web.workshop.svc.cluster.local.')).to.deep.equal([]);
    expect(partFor(stub, 'web.qa.svc.cluster.local.').hidesEmpty).to.equal(true);
    expect(partFor(stub, 'web.shop.svc.cluster.local.').hidesEmpty).to.equal(false);
  });

  it('is that of its own port and of plain DNS, and is not known where views choose', () => {
    const ports =
      '.:5353 {\n kubernetes cluster.local {\n  ignore empty_service\n }\n}\n.:53 tls://. {\n kubernetes cluster.local\n}';
    const at = (port?: string) =>
      configurationOf(readCorefile('/Corefile', new Map([['/Corefile', ports]])), 'cluster.local', 'x', {
        ...(port !== undefined && { port }),
      }).hidesEmpty;
    expect([at('5353'), at('53'), at()]).to.deep.equal([true, false, true]);
    expect(() => configured('tls://cluster.local {\n kubernetes\n}')).to.throw('no server block answers');
    const views = '. {\n view a {\n expr true\n }\n kubernetes cluster.local\n}\n. {\n kubernetes cluster.local\n}';
    expect(() => configured(views)).to.throw('which server block answers depends on a view');
  });

  it('says how long answers may be kept', () => {
    expect(configured('. {\n kubernetes cluster.local\n}').ttl).to.equal(5);
    expect(withOptions('ttl 30').ttl).to.equal(30);
    expect(withOptions('ttl x').ttl).to.equal(5);
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
    expect(answering('template IN A {\n match ^db[.]\n answer "x"\n fallthrough\n}', WEB)).to.deep.equal([]);
    // Without it, what no pattern matches is refused.
    expect(answering('template IN A {\n match ^db[.]\n answer "x"\n}', WEB)).to.have.lengthOf(1);
    const elsewhere = 'template IN A {\n match ^db[.]\n answer "x"\n fallthrough shop.example\n}';
    expect(answering(elsewhere, WEB)).to.have.lengthOf(1);
  });

  it('may be hosts, with names of Services', () => {
    expect(answering('hosts {\n 10.0.0.1 db.example web.shop.svc.cluster.local\n fallthrough\n}', WEB)).to.deep.equal([
      'hosts',
    ]);
    expect(answering('hosts /etc/coredns/NodeHosts {\n ttl 60\n reload 15s\n fallthrough\n}', WEB)).to.deep.equal([]);
  });

  it('may be hosts without names of Services: without fallthrough, it refuses what it does not have', () => {
    expect(answering('hosts {\n 10.0.0.1 db.example\n}', WEB)).to.deep.equal(['hosts']);
    expect(answering('hosts /etc/hosts corp.example', WEB)).to.deep.equal([]);
    expect(answering('hosts /etc/hosts svc.cluster.local {\n fallthrough in-addr.arpa\n}', WEB)).to.have.lengthOf(1);
  });

  for (const [plugin, zone] of [
    ['route53', 'cluster.local.:Z1Z2'],
    ['azure', 'group:cluster.local'],
    ['clouddns', 'svc.cluster.local.:project:zone'],
    ['k8s_external', 'shop.svc.cluster.local'],
  ] as const) {
    it(`may be ${plugin}, whose records nobody can read, in its zone`, () => {
      expect(answering(`${plugin} ${zone}`, WEB)).to.deep.equal([`${plugin} ${zone}`]);
      expect(answering(`${plugin} ${zone} {\n fallthrough\n}`, WEB)).to.deep.equal([`${plugin} ${zone}`]);
    });

    it(`is not ${plugin} in another zone`, () => {
      expect(
        answering(`${plugin} ${zone.replace(/\S*cluster.local/, (own) => own.replace('cluster', 'corp'))}`, WEB),
      ).to.deep.equal([]);
    });
  }

  it('may be k8s_external in the zones of its server, without zones of its own', () => {
    expect(answering('k8s_external', WEB)).to.deep.equal(['k8s_external']);
    expect(answering('route53', WEB)).to.deep.equal([]);
  });

  it('may be hosts in a file', () => {
    const text = '. {\n kubernetes cluster.local\n hosts NodeHosts {\n fallthrough\n }\n}';
    const [hosts] = configurationOf(readCorefile('/Corefile', new Map([['/Corefile', text]])), 'cluster.local', 'x', {
      fileAt: (path) => (path === 'NodeHosts' ? '# nodes\n10.0.0.1 web.shop.svc.cluster.local # x\n' : undefined),
    }).before;
    expect(hosts?.answers({ name: WEB, type: 'A' })).to.equal(true);
    expect(hosts?.answers({ name: 'db.shop.svc.cluster.local.', type: 'A' })).to.equal(false);
  });

  it('may be an access list, for where the question comes from', () => {
    const denies = (rules: string, from = ['10.244.1.5', 'fd00::5'], type = 'A') =>
      configured(`. {\n kubernetes cluster.local\n acl {\n${rules}\n}\n}`).before.some(({ answers }) =>
        answers({ name: WEB, type, from }),
      );
    expect(denies('block net 10.0.0.0/8')).to.equal(true);
    expect(denies('block net fd00::/8')).to.equal(true);
    expect(denies('drop type AAAA net *')).to.equal(false);
    expect(denies('drop type AAAA net *', [], 'AAAA')).to.equal(true);
    expect(denies('allow net 10.244.0.0/16\n filter')).to.equal(false);
    expect(denies('filter type *')).to.equal(true);
    expect(denies('block net 192.0.2.1 nonsense')).to.equal(false);
    expect(answering('acl corp.example {\n block\n}', WEB)).to.deep.equal([]);
  });

  it('may be a rewrite of types, or addresses of IPv6 for all names', () => {
    expect(answering('rewrite type AAAA HINFO', WEB, 'AAAA')).to.have.lengthOf(1);
    expect(answering('rewrite type AAAA HINFO', WEB)).to.deep.equal([]);
    expect(answering('dns64 {\n translate_all\n}', WEB, 'AAAA')).to.have.lengthOf(1);
    expect(answering('dns64', WEB, 'AAAA')).to.deep.equal([]);
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

describe('a cache on the node', () => {
  const usual =
    'cluster.local:53 {\n cache 30\n forward . __PILLAR__CLUSTER__DNS__\n}\n.:53 {\n forward . /etc/resolv.conf\n}\n';
  const kept = (more: string, name: string, text = usual) =>
    interceptedBy(
      readCorefile('/Corefile', new Map([['/Corefile', `${text}${more}`]])),
      'cluster.local',
      'ConfigMap kube-system/node-local-dns',
    )
      .filter(({ answers }) => answers({ name, type: 'A' }))
      .map(({ text: what, source }) => `${source}: ${what}`);
  const WEB = 'web.shop.svc.cluster.local.';

  it('forwards the names of Services', () => {
    expect(kept('', WEB)).to.deep.equal([]);
    expect(kept('svc.cluster.local:53 {\n forward . __PILLAR__CLUSTER__DNS__\n}', WEB)).to.deep.equal([]);
    expect(kept('', WEB, 'example.com {\n whoami\n}')).to.deep.equal([]);
  });

  it('may forward some of them to somewhere else, or answer them itself', () => {
    expect(kept('shop.svc.cluster.local:53 {\n forward . 10.0.0.9\n}', WEB)).to.deep.equal([
      'ConfigMap kube-system/node-local-dns: a server block for shop.svc.cluster.local',
    ]);
    const hosts = usual.replace('cache 30', 'hosts {\n 10.0.0.1 web.shop.svc.cluster.local\n fallthrough\n }');
    expect(kept('', WEB, hosts)).to.deep.equal(['ConfigMap kube-system/node-local-dns: hosts']);
    expect(kept('', 'db.shop.svc.cluster.local.', hosts)).to.deep.equal([]);
  });

  it('may have stub domains, as kube-dns has', () => {
    const stubs = (text: string) =>
      stubDomainsOf(text, 'cluster.local', 'x').flatMap(({ text: what, answers }) =>
        answers({ name: WEB, type: 'A' }) ? [what] : [],
      );
    expect(stubs('{"shop.svc.cluster.local": ["10.0.0.9"], "corp.example": ["10.0.0.9"]}')).to.deep.equal([
      'stubDomains shop.svc.cluster.local',
    ]);
    expect(stubs('{"cluster.local": ["10.0.0.9"]}')).to.deep.equal([]);
    expect(stubs('null')).to.deep.equal([]);
  });
});
