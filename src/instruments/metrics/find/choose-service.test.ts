import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import { chooseService } from './choose-service.ts';
import { alertmanagerServices, prometheusServices } from './known-services.ts';

const service = (path: string, ports: number[], labels: Record<string, string> = {}, spec: object = {}): Service => {
  const [namespace = '', name = ''] = path.split('/');
  return { metadata: { namespace, name, labels }, spec: { ports: ports.map((port) => ({ port })), ...spec } };
};
const named = (name: string) => ({ 'app.kubernetes.io/name': name });

describe('Prometheus is found', () => {
  const choose = (...services: Service[]) => chooseService(services, prometheusServices);

  it('by its label, whatever its name', () => {
    expect(choose(service('mon/p8s', [9090], named('prometheus'))).chosen).to.deep.equal({
      ...{ namespace: 'mon', name: 'p8s', port: 9090, isTls: false },
    });
  });

  it('by a usual name without a label', () => {
    expect(choose(service('mon/prometheus-server', [80])).chosen?.port).to.equal(80);
  });

  it('by its label before its name, by an address of its own before a headless Service', () => {
    const headless = service(
      'mon/prometheus-operated',
      [9090],
      { 'operated-prometheus': 'true' },
      { clusterIP: 'None' },
    );
    const own = service('mon/prometheus-k8s', [9090], named('prometheus'));
    expect(choose(service('a/prometheus', [9090]), headless, own).chosen?.name).to.equal('prometheus-k8s');
    expect(choose(headless).chosen?.name).to.equal('prometheus-operated');
  });

  it('not where something else of it has its labels, or the name leads out of the cluster', () => {
    const gateway = service('mon/gateway', [9091], named('prometheus'));
    const external = service('mon/prometheus', [9090], {}, { type: 'ExternalName' });
    expect(choose(gateway, external, service('mon/web', [80]))).to.deep.equal({ chosen: undefined, others: [] });
  });

  it('with a port that speaks TLS', () => {
    const tls = service('mon/prometheus', [], {}, { ports: [{ port: 9090, name: 'https' }] });
    expect(choose(tls).chosen?.isTls).to.equal(true);
  });

  it('in one namespace, and those in others are named', () => {
    const both = ['b', 'a'].map((namespace) => service(`${namespace}/prometheus`, [9090]));
    expect(choose(...both)).to.deep.equal({
      chosen: { namespace: 'a', name: 'prometheus', port: 9090, isTls: false },
      others: ['b/prometheus'],
    });
  });

  it('and others of its namespace are named, but not a second way to the same pods', () => {
    const of = (name: string, selector: object, more: object = {}) =>
      service(`mon/${name}`, [9090], named('prometheus'), { selector, clusterIP: '10.0.0.1', ...more });
    const platform = of('prometheus-platform', { prometheus: 'platform' });
    const again = of('prometheus-web', { prometheus: 'platform' });
    const governing = of('prometheus-operated', {}, { clusterIP: 'None' });
    expect(choose(platform, again, governing).others).to.deep.equal([]);
    expect(choose(of('prometheus-apps', { prometheus: 'apps' }), platform).others).to.deep.equal([
      'mon/prometheus-platform',
    ]);
  });
});

describe('A server of prometheus-operator is found', () => {
  const of = (name: string, spec: object = {}) => ({ metadata: { namespace: 'mon', name }, spec });
  const leadingTo = (
    name: string,
    selector: object,
    ports: object[] = [{ name: 'http', port: 80, targetPort: 'web' }],
  ) => service(`mon/${name}`, [], {}, { selector, ports });
  const choose = (services: Service[], ...objects: object[]) => chooseService(services, prometheusServices, objects);

  it('by the Service that leads to its pods, whatever its name and its labels', () => {
    const object = of('apps', { podMetadata: { labels: { team: 'a' } } });
    const metrics = leadingTo('metrics', { prometheus: 'apps', team: 'a', 'operator.prometheus.io/shard': '0' });
    const others = [
      leadingTo('of-other', { prometheus: 'other' }),
      leadingTo('web', { app: 'web' }),
      leadingTo('none', {}),
    ];
    expect(choose([...others, metrics], object)).to.deep.equal({
      chosen: { namespace: 'mon', name: 'metrics', port: 80, isTls: false, object },
      others: [],
    });
  });

  it('at its port, with TLS where the object says so', () => {
    const object = of('apps', { portName: 'ui', web: { tlsConfig: {} } });
    const ports = [
      { name: 'metrics', port: 9090, targetPort: 'metrics' },
      { name: 'ui', port: 443, targetPort: 8443 },
    ];
    const { chosen } = choose([leadingTo('prometheus', { prometheus: 'apps' }, ports)], object);
    expect(chosen).to.include({ port: 443, isTls: true });
  });

  it('not by a Service that leads to the pods of several, unless one leads to those of one', () => {
    const governing = service('mon/prometheus-operated', [9090], {}, { selector: named('prometheus') });
    const objects = [of('apps'), of('platform')];
    expect(choose([governing], ...objects)).to.deep.equal({
      ...{ chosen: undefined, others: [], shared: { service: 'mon/prometheus-operated', names: ['apps', 'platform'] } },
    });
    const own = leadingTo('platform', { prometheus: 'platform' });
    expect(choose([governing, own], ...objects)).to.deep.include({
      chosen: { namespace: 'mon', name: 'platform', port: 80, isTls: false, object: objects[1] },
    });
  });

  it('not when it listens on its loopback address alone', () => {
    const governing = service('mon/prometheus-operated', [9090], {}, { selector: named('prometheus') });
    expect(choose([governing], of('apps', { listenLocal: true }))).to.deep.equal({
      ...{ chosen: undefined, others: [], local: 'mon/apps' },
    });
  });
});

describe('On OpenShift, behind a proxy that wants a token,', () => {
  const certificate = { 'service.beta.openshift.io/serving-cert-secret-name': 'prometheus-k8s-tls' };
  const behindProxy = (path: string, name: string, port: number): Service => {
    const { metadata, spec } = service(path, [], named(name));
    return { metadata: { ...metadata, annotations: certificate }, spec: { ...spec, ports: [{ name: 'web', port }] } };
  };
  const prometheus = behindProxy('openshift-monitoring/prometheus-k8s', 'prometheus', 9091);
  // It leads to the port on which the program listens at its loopback address.
  const governing = service('openshift-monitoring/prometheus-operated', [9090], { 'operated-prometheus': 'true' });

  it('neither Prometheus nor the Service of its operator is asked', () => {
    expect(chooseService([governing, prometheus], prometheusServices)).to.deep.equal({
      ...{ chosen: undefined, others: [], guarded: 'openshift-monitoring/prometheus-k8s:9091' },
    });
  });

  it('Alertmanager is not asked either', () => {
    const alertmanager = behindProxy('openshift-monitoring/alertmanager-main', 'alertmanager', 9094);
    expect(chooseService([alertmanager], alertmanagerServices).guarded).to.equal(
      'openshift-monitoring/alertmanager-main:9094',
    );
  });

  it('a Prometheus is an other one beside one that can be asked', () => {
    const own = service('shop/prometheus', [9090]);
    expect(chooseService([own, prometheus], prometheusServices)).to.deep.include({
      ...{ others: ['openshift-monitoring/prometheus-k8s'] },
      chosen: { namespace: 'shop', name: 'prometheus', port: 9090, isTls: false },
    });
  });
});

describe('Alertmanager is found', () => {
  it('beside Prometheus', () => {
    const all = [service('mon/prometheus', [9090]), service('mon/alertmanager-main', [9093, 8080])];
    expect(chooseService(all, alertmanagerServices).chosen?.name).to.equal('alertmanager-main');
  });
});
