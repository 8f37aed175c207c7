import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { metricsOf } from '../../../src/conditions/kinds/hpa-metrics.ts';
import type { Hpa } from '../../../src/cluster/kinds/kinds.ts';
import { namespace, service, statefulSet } from '../../own-cluster/faults/fault.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { runShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';
import { FIGURES } from './own-metrics.ts';

const NAMESPACE = 'hpa-metrics';
const SERVER = 'own-metrics';
const APIS = ['v1beta2.custom.metrics.k8s.io', 'v1beta1.external.metrics.k8s.io'];

const average = (averageValue: string) => ({ target: { type: 'AverageValue', averageValue } });
const total = (value: string) => ({ target: { type: 'Value', value } });
const orders = { name: 'queue', selector: { matchLabels: { q: 'orders' } } };
const web = { apiVersion: 'v1', kind: 'Service', name: 'web' };
const cpuOf = (container: string) => ({
  type: 'ContainerResource',
  containerResource: { name: 'cpu', container, target: { type: 'Utilization', averageUtilization: 50 } },
});

/** One metric each; the low ones leave one replica, the high ones request more than the two allowed replicas. */
const metrics: Record<string, object> = {
  'container-low': cpuOf('idle'),
  'container-high': cpuOf('busy'),
  'external-low': { type: 'External', external: { metric: orders, ...average('100') } },
  'external-high': { type: 'External', external: { metric: orders, ...total('30') } },
  'object-low': { type: 'Object', object: { metric: { name: 'hits' }, describedObject: web, ...total('2k') } },
  'object-high': { type: 'Object', object: { metric: { name: 'hits' }, describedObject: web, ...total('500') } },
  'pods-low': { type: 'Pods', pods: { metric: { name: 'rps' }, ...average('25') } },
  'pods-high': { type: 'Pods', pods: { metric: { name: 'rps' }, ...average('5') } },
};

const hpa = (name: string, metric: object) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name },
    minReplicas: 1,
    maxReplicas: 2,
    metrics: [metric],
  },
});

/** Two idle containers: the usage of about a thousandth of a core is a lot for one request and nothing for the other. */
const pair = (image: string) => ({
  containers: ['idle', 'busy'].map((name, index) => ({
    ...{ name, image, args: ['target-app', '--drain=0s', `--port=808${index}`] },
    resources: { requests: { cpu: name === 'busy' ? '1m' : '500m' } },
  })),
});

describe('HPAs with metrics of any kind', () => {
  let local: LocalCluster;
  let run: EndedRun;
  let hpas: Hpa[];
  before(async () => {
    local = await localCluster();
    const { image } = local;
    await local.apply([
      namespace(NAMESPACE),
      service(NAMESPACE),
      ...(await ownMetricsApi(image)),
      ...Object.entries(metrics).flatMap(([name, metric]) => [
        statefulSet({ namespace: NAMESPACE, name, image, ...(name.startsWith('container') && { pod: pair(image) }) }),
        hpa(name, metric),
      ]),
    ]);
    const high = Object.keys(metrics).filter((name) => name.endsWith('high'));
    const limited = ['wait', '--for=condition=ScalingLimited', ...high.map((name) => `hpa/${name}`), '--timeout=180s'];
    await local.kubectl(['-n', NAMESPACE, ...limited]);
    const focus = ['--target', 'autoscaling', '--focus', `hpa/${NAMESPACE}/`];
    run = await runShakedown(local, { time: { settle: '60s' } }, focus);
    const { items } = JSON.parse(await local.kubectl(['-n', NAMESPACE, 'get', 'hpa', '-o', 'json'])) as {
      items: Hpa[];
    };
    hpas = items;
  });
  after(async () => {
    // A namespace cannot be deleted while an API is registered that is served from it.
    await local.kubectl(['delete', 'apiservice', '--ignore-not-found', ...APIS]);
    await local.kubectl(['delete', 'namespace', NAMESPACE]);
  });

  const id = (name: string) => `autoscaling/hpa/${NAMESPACE}/${name}`;

  it('are healthy as long as the metric is below its target', () => {
    expect(run.ids('passed')).to.deep.equal(['container-low', 'external-low', 'object-low', 'pods-low'].map(id));
  });

  const causes: Record<string, RegExp> = {
    'container-high': /: cpu of container busy is at \d+ % of a target of 50 %/,
    'external-high': /: queue is at 90 in all of a target of 30 in all/,
    'object-high': /: hits of service web is at 1500 in all of a target of 500 in all/,
    'pods-high': /: rps is at 20 per pod of a target of 5 per pod/,
  };
  for (const [name, cause] of Object.entries(causes))
    it(`are reported with the metric that holds them at their maximum: ${name}`, () => {
      const { status, reason } = run.test(id(name));
      expect([status, reason?.message]).to.satisfy(
        ([is, why]: [string, string]) =>
          is === 'failed' && cause.test(why) && why.includes('its maximum of 2 replicas'),
        `${status}: ${reason?.message}`,
      );
    });

  it('have the values of the metrics API, each in the unit of its target', () => {
    const readings = hpas.flatMap((one) => metricsOf(one).map((reading) => ({ hpa: one.metadata?.name, ...reading })));
    const { rps, hits, queue } = FIGURES;
    const seen = readings
      .filter(({ type }) => type !== 'ContainerResource')
      .map(({ hpa: name, unit, target, current }) => `${name}: ${current} ${unit}, target ${target}`);
    expect(seen.toSorted()).to.deep.equal([
      `external-high: ${queue} in all, target 30`,
      `external-low: ${queue} per pod, target 100`,
      `object-high: ${hits} in all, target 500`,
      `object-low: ${hits} in all, target 2000`,
      `pods-high: ${rps} per pod, target 5`,
      `pods-low: ${rps} per pod, target 25`,
    ]);
  });
});

async function ownMetricsApi(image: string): Promise<object[]> {
  const labels = { app: SERVER };
  const metadata = { name: SERVER, namespace: NAMESPACE };
  const program = await readFile(new URL('own-metrics.ts', import.meta.url), 'utf8');
  const container = {
    name: 'server',
    image,
    command: ['node', '/srv/own-metrics.ts', '/srv'],
    ports: [{ containerPort: 6_443 }],
    readinessProbe: { tcpSocket: { port: 6_443 }, periodSeconds: 1 },
    volumeMounts: [{ name: 'srv', mountPath: '/srv' }],
  };
  const volumes = [{ name: 'srv', configMap: { name: SERVER } }];
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'own-metrics.ts': program, ...(await certificate()) } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels }, spec: { containers: [container], volumes } },
    service(NAMESPACE, { name: SERVER, ports: [{ port: 443, targetPort: 6_443 }] }),
    ...APIS.map((name) => ({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name },
      spec: {
        version: name.split('.')[0],
        group: name.split('.').slice(1).join('.'),
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: SERVER, namespace: NAMESPACE },
      },
    })),
  ];
}

async function certificate(): Promise<Record<string, string>> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-test-'));
  try {
    const [key, crt] = ['tls.key', 'tls.crt'].map((name) => join(directory, name)) as [string, string];
    const subject = ['-subj', '/CN=own-metrics', '-days', '2'];
    await execa('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', crt, ...subject]);
    return { 'tls.key': await readFile(key, 'utf8'), 'tls.crt': await readFile(crt, 'utf8') };
  } finally {
    await rm(directory, { recursive: true });
  }
}
