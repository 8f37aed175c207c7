import { createHash } from 'node:crypto';
import type { Component, Manifest } from './component.ts';
import { access, configMap, CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('monitoring', 'prometheus');
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** How a target that belongs to Kubernetes is asked. */
const AUTHENTICATED = {
  scheme: 'https',
  tls_config: { ca_file: `${ACCOUNT}/ca.crt` },
  authorization: { credentials_file: `${ACCOUNT}/token` },
};

/** A label of Kubernetes as Prometheus writes it. */
const asLabel = (name: string) => name.replaceAll(/[^\w]/g, '_');

const realNodes = { source_labels: [`__meta_kubernetes_node_label_${asLabel(SIMULATED)}`], regex: '', action: 'keep' };

const config = {
  global: { scrape_interval: '15s', scrape_timeout: '10s', evaluation_interval: '5s' },
  rule_files: ['/etc/prometheus/rules.yml'],
  alerting: { alertmanagers: [{ static_configs: [{ targets: ['alertmanager.monitoring.svc:9093'] }] }] },
  scrape_configs: [
    { job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] },
    {
      job_name: 'apiserver',
      ...AUTHENTICATED,
      ...endpoints('default', 'kubernetes', 'https'),
    },
    nodes('kubelet', '/metrics'),
    nodes('cadvisor', '/metrics/cadvisor'),
    { job_name: 'coredns', ...endpoints('kube-system', 'kube-dns', 'metrics') },
    { job_name: 'kube-state-metrics', honor_labels: true, ...endpoints('monitoring', 'kube-state-metrics', 'http') },
    { job_name: 'node-exporter', ...endpoints('monitoring', 'node-exporter', 'http') },
    annotatedPods(),
  ],
};

const rules = {
  groups: [
    {
      name: 'testbed',
      rules: [
        { record: 'job:up:ratio', expr: 'avg by (job) (up)' },
        { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
        { alert: 'TargetDown', expr: 'job:up:ratio < 1', for: '1m', labels: { severity: 'warning' } },
        {
          alert: 'NodeNotReady',
          expr: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
          for: '1m',
          labels: { severity: 'critical' },
        },
      ],
    },
  ],
};

// JSON is YAML.
const FILES = { 'prometheus.yml': JSON.stringify(config, null, 2), 'rules.yml': JSON.stringify(rules, null, 2) };

/** Prometheus, with the jobs that most clusters have, and one for pods that are annotated with `prometheus.io/scrape`. */
export const prometheus: Component = {
  name: 'prometheus',
  addon: 'prometheus',
  binaries: [],
  images: ['prometheus'],
  after: ['kubelet', 'coredns', 'kube-state-metrics', 'node-exporter', 'alertmanager'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    ...access(WHO, [
      { apiGroups: [''], resources: ['endpoints', 'nodes', 'pods', 'services'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
    ]),
    configMap(WHO, FILES),
    service(WHO, 9090),
    deployment(image('prometheus').ref),
  ],
  missing: async ({ api }) =>
    (await deploymentMissing(api, WHO)) ?? targetsMissing(await api.get(`${PROXY}/api/v1/targets?state=active`)),
  within: '120s',
};

const PROXY = `/api/v1/namespaces/${WHO.namespace}/services/${WHO.name}:9090/proxy`;

interface Targets {
  data?: { activeTargets?: { scrapePool: string; health: string; lastError: string }[] };
}

/** A pool without a healthy target, or undefined when each has one. */
function targetsMissing({ status, body }: { status: number; body: unknown }): string | undefined {
  const targets = (body as Targets | undefined)?.data?.activeTargets;
  if (targets === undefined) return `Prometheus answers with ${status}`;
  const pools = config.scrape_configs.map(({ job_name }) => job_name);
  const unwell = pools.filter(
    (pool) => !targets.some(({ scrapePool, health }) => scrapePool === pool && health === 'up'),
  );
  return unwell.length === 0 ? undefined : `Prometheus has no healthy target of ${unwell.join(', ')}`;
}

function deployment(image: string): Manifest {
  return oneReplica(
    WHO,
    {
      serviceAccountName: WHO.name,
      securityContext: { runAsNonRoot: true, fsGroup: 65_532 },
      containers: [
        {
          name: WHO.name,
          image,
          imagePullPolicy: 'Never',
          args: [
            '--config.file=/etc/prometheus/prometheus.yml',
            '--storage.tsdb.path=/data',
            '--storage.tsdb.retention.time=1d',
          ],
          ports: [{ name: 'http', containerPort: 9090 }],
          resources: { requests: { cpu: '50m', memory: '160Mi' }, limits: { memory: '512Mi' } },
          readinessProbe: { httpGet: { path: '/-/ready', port: 9090 }, periodSeconds: 1 },
          securityContext: CONFINED,
          volumeMounts: [
            { name: 'config', mountPath: '/etc/prometheus', readOnly: true },
            { name: 'data', mountPath: '/data' },
          ],
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: WHO.name } },
        { name: 'data', emptyDir: { sizeLimit: '2Gi' } },
      ],
    },
    { 'shakedown-testbed/config': createHash('sha256').update(JSON.stringify(FILES)).digest('hex').slice(0, 12) },
  );
}

/** The endpoints of a port of a Service. */
function endpoints(inNamespace: string, serviceName: string, port: string): object {
  return {
    kubernetes_sd_configs: [{ role: 'endpointslice', namespaces: { names: [inNamespace] } }],
    relabel_configs: [
      { source_labels: ['__meta_kubernetes_service_name'], regex: serviceName, action: 'keep' },
      { source_labels: ['__meta_kubernetes_endpointslice_port_name'], regex: port, action: 'keep' },
      {
        source_labels: ['__meta_kubernetes_endpointslice_endpoint_topology_kubernetes_io_hostname'],
        target_label: 'node',
      },
      { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
    ],
  };
}

function nodes(job: string, path: string) {
  return {
    job_name: job,
    metrics_path: path,
    ...AUTHENTICATED,
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [realNodes, { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' }],
  };
}

function annotatedPods() {
  const annotation = (name: string) => `__meta_kubernetes_pod_annotation_prometheus_io_${name}`;
  return {
    job_name: 'pods',
    scrape_interval: '5s',
    scrape_timeout: '4s',
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      { source_labels: [annotation('scrape')], regex: 'true', action: 'keep' },
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Running', action: 'keep' },
      {
        source_labels: ['__meta_kubernetes_pod_ip', annotation('port')],
        regex: '(.+);(\\d+)',
        replacement: '$1:$2',
        target_label: '__address__',
        action: 'replace',
      },
      { source_labels: [annotation('path')], regex: '(.+)', target_label: '__metrics_path__', action: 'replace' },
      { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
      { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: 'node' },
    ],
  };
}
