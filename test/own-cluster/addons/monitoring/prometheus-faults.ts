import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../../faults/describe-cluster-faults.ts';
import { createCustom } from '../../faults/custom-kind.ts';
import { deployment, namespace } from '../../faults/fault.ts';
import { changePrometheus, replaceData, restorePrometheus, scale, untilQuery } from './monitoring.ts';

/** Every job has been scraped since Prometheus started anew. */
const SCRAPED = 'count(count by (job) (up)) >= 7';
const focus = 'observability/';

/** A scrape job that looks where nothing is. */
const emptyJob = {
  job_name: 'shop',
  kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: ['no-such-namespace'] } }],
};
const criticalAlert = {
  alert: 'ShopIsDown',
  expr: 'vector(1)',
  labels: { severity: 'critical' },
  annotations: { summary: 'nobody can buy anything' },
};

const MONITOR = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', resource: 'servicemonitors' };

/** A ServiceMonitor of prometheus-operator, which does not run here. */
function monitor(name: string, app: string): object {
  const { apiVersion, kind } = MONITOR;
  const spec = { selector: { matchLabels: { app } }, endpoints: [{ port: 'http' }] };
  return { apiVersion, kind, metadata: { namespace: 'fault-monitor', name }, spec };
}

/** A Service with a named port. */
const monitored = {
  ...{
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'fault-monitor', name: 'web', labels: { app: 'web' } },
  },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
};

const hpaOnExternalMetric = {
  ...{
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { namespace: 'fault-external', name: 'web' },
  },
  spec: {
    ...{ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 2 },
    metrics: [{ type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '5' } } }],
  },
};

const annotated = (port: number) => ({
  annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(port) },
});

/** A Deployment of the target app whose pod is to be scraped at a port. */
function scraped(name: string, image: string, port: number): object[] {
  const app = deployment({ namespace: name, image }) as { spec: { template: { metadata: object } } };
  Object.assign(app.spec.template.metadata, annotated(port));
  return [namespace(name), app];
}

async function ready({ kubectl }: LocalCluster, name: string): Promise<void> {
  await kubectl(['--namespace', name, 'rollout', 'status', 'deployment/web', '--timeout=90s']);
}

/** Faults of a monitoring stack, and what only looks like one. */
export const prometheusFaults: readonly ClusterFault[] = [
  {
    name: 'nothing listens on the port of a target',
    inject: async (local) => {
      await local.apply(scraped('fault-port', local.image, 9_999));
      await ready(local, 'fault-port');
      await untilQuery(local, 'up{job="pods",namespace="fault-port"} == 0');
    },
    repair: async () => {},
    focus,
    red: {
      'observability/scrape-job/pods':
        /^1 of \d targets? fails: pod fault-port\/web-\S+, http:\/\/\S+:9999\/metrics: dial tcp \S+:9999: connect: connection refused, for /,
    },
    others: { 'observability/scrape-job/kubelet': 'passed', 'observability/own-metric': 'passed' },
  },
  {
    name: 'kube-state-metrics is gone',
    long: true,
    inject: async (local) => {
      await untilQuery(local, 'kube_node_info');
      await scale(local, 'kube-state-metrics', 0);
      // A sample is fresh for three scrape intervals.
      await untilQuery(local, 'absent_over_time(kube_node_info[50s])');
    },
    repair: async (local) => {
      await scale(local, 'kube-state-metrics', 1);
      await untilQuery(local, 'kube_node_info');
    },
    focus,
    red: {
      'observability/metric/kube-state-metrics':
        /^the newest sample of kube_node_info is .* old, and it is scraped every 15/,
      'observability/scrape-jobs': /^no active target: scrape job kube-state-metrics \(/,
    },
    others: { 'observability/metric/kubelet': 'passed' },
  },
  {
    name: 'a scrape job finds nothing, a rule fails, and a critical alert fires',
    long: true,
    inject: async (local) => {
      const broken = { record: 'shop:broken', expr: 'up * on (job) up' };
      await changePrometheus(local, { jobs: [emptyJob], rules: [broken, criticalAlert] });
      await untilQuery(local, SCRAPED);
      await untilQuery(local, 'ALERTS{alertname="ShopIsDown",alertstate="firing"}');
    },
    repair: async (local) => {
      await restorePrometheus(local);
      await untilQuery(local, SCRAPED);
    },
    focus,
    red: {
      'observability/scrape-jobs': /^no active target: scrape job shop \(it finds nothing\)$/,
      'observability/rules':
        /^recording rule shop:broken of group fault fails: found duplicate series for the match group/,
      'observability/alerts': /^alert ShopIsDown fires for .*: nobody can buy anything$/,
    },
    others: { 'observability/alertmanager': 'passed', 'observability/prometheus': 'passed' },
  },
  {
    name: 'a ServiceMonitor selects nothing, and another one is picked up by nobody',
    long: true,
    inject: async (local) => {
      await local.apply([namespace('fault-monitor'), monitored]);
      await createCustom(local, [MONITOR], [monitor('nothing', 'no-such-app'), monitor('nobody', 'web')]);
    },
    repair: async () => {},
    focus: 'servicemonitor|scrape-jobs',
    red: {
      'observability/servicemonitor/fault-monitor/nothing':
        /^it selects nothing: no Service in namespace fault-monitor has the labels app=no-such-app$/,
      'observability/servicemonitor/fault-monitor/nobody':
        /^Prometheus has not picked it up: it has no scrape job of it$/,
    },
    others: { 'observability/scrape-jobs': 'passed' },
  },
  {
    name: 'a scrape job may be empty, a critical alert may fire, a ServiceMonitor is picked up, and a target has only just started',
    config: {
      prometheus: { emptyJobs: ['pods', 'shop'] },
      alerts: { allowed: [{ alert: 'Shop*', owner: 'the shop', until: '2999-12-31' }] },
    },
    inject: async (local) => {
      const ofMonitor = {
        job_name: 'serviceMonitor/fault-monitor/web/0',
        static_configs: [{ targets: ['localhost:9090'] }],
      };
      await changePrometheus(local, { jobs: [emptyJob, ofMonitor], rules: [criticalAlert] });
      await untilQuery(local, SCRAPED);
      await untilQuery(local, 'ALERTS{alertname="ShopIsDown",alertstate="firing"}');
      await local.apply([namespace('fault-monitor'), monitored]);
      await createCustom(local, [MONITOR], [monitor('web', 'web')]);
      await local.apply(scraped('fault-young', local.image, 8_080));
    },
    repair: async (local) => {
      await restorePrometheus(local);
      await untilQuery(local, SCRAPED);
    },
    focus,
    red: {},
    others: {
      'observability/scrape-jobs': 'passed',
      'observability/alerts': 'passed',
      'observability/own-metric': 'passed',
      'observability/servicemonitor/fault-monitor/web': 'passed',
    },
  },
  {
    name: 'the receiver of Alertmanager is gone',
    long: true,
    inject: async (local) => {
      await scale(local, 'alert-receiver', 0);
      const increase = (what: string) => `sum(increase(alertmanager_notification_requests_${what}[1m]))`;
      await untilQuery(
        local,
        `${increase('failed_total')} > 0 and ${increase('failed_total')} >= ${increase('total')}`,
      );
    },
    repair: async (local) => {
      await scale(local, 'alert-receiver', 1);
      const failed = 'sum(increase(alertmanager_notification_requests_failed_total[1m]))';
      await untilQuery(local, `${failed} == 0`);
    },
    focus,
    red: { 'observability/alertmanager': /^no notification by webhook is accepted: \d+ tried .*, and all failed$/ },
    others: { 'observability/rules': 'passed', 'observability/prometheus': 'passed' },
  },
  {
    name: 'the disk of Prometheus is full',
    long: true,
    inject: async (local) => {
      await replaceData(local, { emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
      await untilQuery(local, 'min(time() - timestamp(up)) > 50');
    },
    repair: async (local) => {
      await replaceData(local, { emptyDir: { medium: '', sizeLimit: '2Gi' } });
      await untilQuery(local, SCRAPED);
    },
    focus: 'observability/(prometheus|own-metric)',
    red: {
      'observability/prometheus': /^it scrapes \d+ targets, and stores no new sample of them: the newest is .* old$/,
      'observability/own-metric': /^its pod is a target, and its metric is not there yet$/,
    },
    others: {},
  },
  {
    name: 'an HPA asks for an external metric, and nobody serves any',
    long: true,
    inject: (local) => local.apply([namespace('fault-external'), hpaOnExternalMetric]),
    repair: async () => {},
    focus: 'metrics-api',
    red: {
      'observability/metrics-api/external':
        /^external\.metrics\.k8s\.io\/v1beta1 does not answer, and 1 question of HPAs needs it: 404/,
    },
    others: { 'observability/metrics-api/resource': 'passed' },
  },
  {
    name: 'Prometheus is down',
    long: true,
    inject: (local) => scale(local, 'prometheus', 0),
    repair: async (local) => {
      await scale(local, 'prometheus', 1);
      await untilQuery(local, SCRAPED);
    },
    focus,
    red: {
      'observability/prometheus':
        /^service monitoring\/prometheus:9090 cannot be reached: 503 ServiceUnavailable: no endpoints available for service "prometheus"/,
    },
    others: {
      'observability/rules': ['inconclusive', /^service monitoring\/prometheus:9090 cannot be reached: 503/],
      'observability/metrics-api/external': ['skipped', /is not served/],
    },
  },
];
