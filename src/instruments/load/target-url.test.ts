import { expect } from 'chai';
import { kubernetesNames } from '../../../test/kubernetes-names.ts';
import type { Service } from '../../cluster/kinds/kinds.ts';
import { portProblem, serviceOf, targetProblem, targetUrl } from './target-url.ts';

describe('The target of a load test', () => {
  it('is a URL, or a Service that is asked by HTTP', () => {
    expect(['shop', 'shop.web:8080', 'https://shop/'].map(targetUrl)).to.deep.equal([
      'http://shop',
      'http://shop.web:8080',
      'https://shop',
    ]);
    expect(['shop', 'https://a.example:8443/base'].map(targetProblem)).to.deep.equal([undefined, undefined]);
  });

  it('is refused when it cannot be a target', () => {
    expect(targetProblem('http://')).to.equal("is 'http://': write a Service such as shop.web:8080, or a URL");
    expect(targetProblem('tcp://shop:1')).to.equal("is 'tcp://shop:1': only http and https can be loaded");
    expect(targetProblem('http://shop/?q=1')).to.equal("is 'http://shop/?q=1': leave out what follows ? or #");
    for (const target of ['shop:0', 'shop.web:99999', 'https://shop:65536/base'])
      expect(targetProblem(target)).to.equal(`is '${target}': a port is a number from 1 to 65535`);
    expect(['shop:65535', 'http://shop:1/a:0'].map(targetProblem)).to.deep.equal([undefined, undefined]);
    const withPassword = "has a user or a password in it: leave them out, a Secret's HEADER_Authorization takes them";
    expect(['https://ann:pw@shop', 'https://ann@shop'].map(targetProblem)).to.deep.equal([withPassword, withPassword]);
  });

  it('may mean a Service, for certain or perhaps', () => {
    const meant = (target: string) => serviceOf(target, 'load');
    expect(meant('shop')).to.deep.equal({ name: 'shop', namespace: 'load', certain: true });
    expect(meant('https://shop.web:8443/x')).to.deep.equal({ name: 'shop', namespace: 'web', certain: false });
    expect(meant('shop.web.svc')).to.deep.equal({ name: 'shop', namespace: 'web', certain: true });
    expect(meant('shop.web.svc.cluster.local')).to.deep.equal({ name: 'shop', namespace: 'web', certain: true });
  });

  it('may be a Service, or in a namespace, whose name begins with a digit, is a number, or is a part of cluster names', () => {
    const meant = (target: string) => {
      const service = serviceOf(target, 'load');
      return service && `${service.namespace}/${service.name}`;
    };
    for (const [target, url, service] of [
      ['web.2024-shop:8080', 'http://web.2024-shop:8080', '2024-shop/web'],
      ['web.2024:8080/base', 'http://web.2024.svc:8080/base', '2024/web'],
      ['https://web.0x1f', 'https://web.0x1f.svc', '0x1f/web'],
      ['1.2', 'http://1.2.svc', '2/1'],
      ['123.svc', 'http://123.svc', 'svc/123'],
      ['web.cluster', 'http://web.cluster', 'cluster/web'],
      ['web.svc.svc', 'http://web.svc.svc', 'svc/web'],
      ['10.0.0.1:80', 'http://10.0.0.1:80', undefined],
    ] as const) {
      expect(targetUrl(target)).to.equal(url);
      expect(targetProblem(target)).to.equal(undefined);
      expect(meant(target), target).to.equal(service);
    }
    for (const number of ['123', 'http://0x:80'])
      expect(targetProblem(number)).to.equal(
        `is '${number}', which is a number: write the namespace, too, as in shop.web:8080`,
      );
  });

  it('may be a Service and a namespace of any name', () => {
    // Names that begin like those of internationalized domains are none.
    const { labels } = { labels: [...kubernetesNames.labels, 'xn--x', 'xn--0', '08', '0xff'] };
    for (const name of labels)
      for (const namespace of ['svc', 'cluster', 'a--b', '0', '1e5', '0x', ...labels.slice(-4)])
        for (const target of [
          `${name}.${namespace}`,
          `http://${name}.${namespace}:8080/x`,
          `${name}.${namespace}.svc`,
        ]) {
          expect(targetProblem(target), target).to.equal(undefined);
          expect(serviceOf(target, 'here'), target).to.include({ name, namespace });
        }
  });

  it('must name a port of the Service', () => {
    const service = (spec: object) => ({ metadata: { namespace: 'web', name: 'shop' }, spec }) as Service;
    const ports = [
      { name: 'http', port: 8080 },
      { port: 53, protocol: 'UDP' },
      { port: 9090, protocol: 'TCP' },
    ];
    const problem = (target: string, spec: object = { clusterIP: '10.0.0.7', ports }) =>
      portProblem(service(spec), target);
    expect(problem('http://shop')).to.equal('Service web/shop has no port 80, it has 8080, 9090');
    expect(problem('https://shop/base')).to.equal('Service web/shop has no port 443, it has 8080, 9090');
    expect(problem('http://shop:53')).to.match(/has no port 53/);
    expect(problem('http://shop:9090')).to.equal(undefined);
    // Their names resolve to pods, or outside of the cluster, so the ports are those of the program there.
    expect(problem('http://shop', { clusterIP: 'None', ports })).to.equal(undefined);
    expect(problem('http://shop', { type: 'ExternalName', externalName: 'shop.example.com' })).to.equal(undefined);
  });

  it('is no Service when it is an address or a host of three names', () => {
    const targets = ['10.0.0.1', 'http://[::1]:80', 'www.example.com', 'a.b.svc.com'];
    expect(targets.map((target) => serviceOf(target, 'load'))).to.deep.equal(targets.map(() => undefined));
  });
});
