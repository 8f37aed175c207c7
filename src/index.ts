// What a spec file may import: `import { check, forEach, deployment } from 'shakedown'`. How to write one: docs/how-to/write-a-check.md

// Authoring: what a spec file is made of.
export { check } from './authoring/check.ts';
export { forEach } from './authoring/for-each.ts';
export { part } from './authoring/part.ts';
export { inventory } from './authoring/registration.ts';
export { survey } from './authoring/survey.ts';
export { refOf } from './authoring/ref-of.ts';

// Conditions: what can be waited for.
export { cronJob } from './conditions/workloads/jobs/cron-job.ts';
export { daemonSet } from './conditions/workloads/daemon-set.ts';
export { deployment } from './conditions/workloads/deployment.ts';
export { hpa } from './conditions/kinds/hpa.ts';
export { job } from './conditions/workloads/jobs/job.ts';
export { node } from './conditions/kinds/node.ts';
export { pod } from './conditions/workloads/pod.ts';
export { podDisruptionBudget } from './conditions/kinds/pod-disruption-budget.ts';
export { service } from './conditions/kinds/service.ts';
export { standalonePod } from './conditions/workloads/standalone-pod.ts';
export { statefulSet } from './conditions/workloads/stateful-set.ts';
export { isDeleted } from './conditions/kinds/is-deleted.ts';
export { served } from './conditions/kinds/served.ts';
export { apiServerIsReady } from './conditions/kinds/api-server.ts';
export { apiService } from './conditions/platform/api-service.ts';
export { certManagerCertificate, certManagerCertificates } from './conditions/platform/cert-manager-certificate.ts';
export { customResourceDefinition } from './conditions/platform/custom-resource-definition.ts';
export { isLoadBalancer, loadBalancer } from './conditions/platform/load-balancer.ts';
export { namespaceDeletion } from './conditions/platform/namespace-deletion.ts';
export { persistentVolumeClaim } from './conditions/platform/persistent-volume-claim.ts';
export { snapshotSource } from './conditions/platform/volume-snapshot-class.ts';
export { oneDefaultStorageClass, whyNotTested } from './conditions/platform/storage-class.ts';
export {
  mutatingWebhookConfigurations,
  validatingWebhookConfigurations,
  webhookConfiguration,
} from './conditions/platform/webhook-configuration.ts';
export { all } from './conditions/waiting/all.ts';

// Conditions of one's own: what a look came to, what it needs, what explains it.
export { disappeared, doesNotApply, fatal, notYet, ready } from './conditions/waiting/condition.ts';
export { looksAt, owns } from './cluster/rights/rights.ts';
export { kinds } from './cluster/kinds/kinds.ts';
export { ownedEvidence, selectedEvidence } from './conditions/workloads/read-pods.ts';
export { relatedObjects } from './conditions/workloads/related-objects.ts';
export { isTerminating, judgeMissing } from './conditions/workloads/judge-workload.ts';
export { isForbidden } from './cluster/cluster-error.ts';
export { rootCause } from './diagnosis/root-cause.ts';
export { WaitError } from './conditions/waiting/wait-error.ts';

// Instruments and scenarios: what a check measures with, and the conditions that look through them.
export { instruments } from './instruments/registry.ts';
export { agents } from './instruments/agents/instrument.ts';
export { kubeletAnswers } from './instruments/agents/kubelet-answers.ts';
export { certificatesLast } from './instruments/agents/certificates/certificates-last.ts';
export {
  apiServerCertificates,
  apiServiceCertificates,
  kubeletCertificate,
  webhookCertificates,
} from './instruments/agents/certificates/certificate-source.ts';
export { ingressCertificates } from './instruments/agents/certificates/ingress-certificates.ts';
export { fewestDays } from './instruments/agents/certificates/judge-certificates.ts';
export { clusterPart, foundParts } from './conditions/platform/cluster-parts.ts';
export { admitAgents, denyAll } from './instruments/agents/enforcement/own-policies.ts';
export { podAdmits, podDenies, twoNodes } from './instruments/agents/enforcement/pods-connect.ts';
export { policyClaim } from './instruments/agents/enforcement/policy-engine.ts';
export { idleText } from './instruments/agents/entrances/backends.ts';
export { entrancesAnswer } from './instruments/agents/entrances/entrances-answer.ts';
export { gateway } from './instruments/agents/entrances/gateway.ts';
export { actionsText, ingress } from './instruments/agents/entrances/ingress.ts';
export { grpcRoute, httpRoute } from './instruments/agents/entrances/route.ts';
export { ingressEntrances } from './instruments/agents/entrances/ingress-entrances.ts';
export { loadBalancerEntrances } from './instruments/agents/entrances/load-balancer-entrances.ts';
export { namesAreMade } from './instruments/agents/entrances/names-are-made.ts';
export { grpcRouteEntrances, routeEntrances } from './instruments/agents/entrances/route-entrances.ts';
export { namesResolve } from './instruments/agents/dns/cluster-dns.ts';
export { losesNoQuestion } from './instruments/agents/dns/dns-losses.ts';
export { payloadsArrive } from './instruments/agents/reach/payloads-arrive.ts';
export { reachable } from './instruments/agents/reach/service-reach.ts';
export { load } from './instruments/load/instrument.ts';
export { metrics } from './instruments/metrics/instrument.ts';
export { alertsArrive } from './instruments/metrics/alerts/alerts-arrive.ts';
export { allowedText, firingAlerts } from './instruments/metrics/alerts/judge-alerts.ts';
export { noCriticalAlert } from './instruments/metrics/alerts/no-critical-alert.ts';
export { expectedMetrics } from './instruments/metrics/fresh/expected-metrics.ts';
export { metricIsFresh } from './instruments/metrics/fresh/metric-is-fresh.ts';
export { monitorKinds } from './instruments/metrics/monitors/monitor.ts';
export { monitorIsPickedUp } from './instruments/metrics/monitors/monitor-is-picked-up.ts';
export { ownMetricArrives } from './instruments/metrics/own/own-metric.ts';
export { scraping } from './instruments/metrics/own/scraping.ts';
export { metricsApiAnswers } from './instruments/metrics/apis/metrics-api.ts';
export { emptyPools } from './instruments/metrics/pools/judge-pools.ts';
export { jobsHaveTargets } from './instruments/metrics/pools/jobs-have-targets.ts';
export { longestEvaluation } from './instruments/metrics/rules/judge-rules.ts';
export { rulesEvaluate } from './instruments/metrics/rules/rules-evaluate.ts';
export { scrapeJobs } from './instruments/metrics/jobs/find-jobs.ts';
export { scrapeJobSucceeds } from './instruments/metrics/jobs/scrape-job.ts';
export { scrapesTargets } from './instruments/metrics/jobs/scrapes.ts';
export { firstLineArrives, linesArrive } from './instruments/logs/lines-arrive.ts';
export { linesStayApart } from './instruments/logs/lines-stay-apart.ts';
export { logs } from './instruments/logs/instrument.ts';
export { LogStoreTrouble } from './instruments/logs/stores/log-store.ts';
export { nodes } from './instruments/nodes/instrument.ts';
export { longestSearch } from './instruments/nodes/timeline/terms.ts';
export { creates } from './instruments/own-objects/instrument.ts';
export { targetApp } from './instruments/target-app/instrument.ts';
export { urlAnswers } from './instruments/outside/url-answers.ts';
export { volumes } from './instruments/volumes/instrument.ts';
export { snapshots } from './instruments/volumes/snapshots.ts';
export { judgeKept } from './instruments/volumes/volumes.ts';
export { autoscaling } from './scenarios/autoscaling/scenario.ts';
export { applicationsOf } from './scenarios/rolling-restart/application/application.ts';
export { drainsNodes } from './scenarios/rolling-restart/disturb/drain-node.ts';
export { rollingRestart } from './scenarios/rolling-restart/scenario.ts';

// Types of all of these.
export type { Body, CheckOptions, Safety } from './authoring/check-options.ts';
export type { FoundPart } from './authoring/part.ts';
export type { Figure, Toolbox } from './authoring/toolbox.ts';
export type { Kind, Ref } from './cluster/kinds/kind.ts';
export type { Pod } from './cluster/kinds/kinds.ts';
export type { Right } from './cluster/rights/rights.ts';
export type { ClusterTool } from './conditions/waiting/cluster-tool.ts';
export type { Condition, Look, Observation } from './conditions/waiting/condition.ts';
export type { Waited } from './conditions/waiting/waited.ts';
export type { Ownership } from './conditions/workloads/ownership.ts';
export type { Config } from './config/schema.ts';
export type { PodEvidence, RootCause } from './diagnosis/root-cause.ts';
export type { CertificateSource } from './instruments/agents/certificates/certificate-source.ts';
export type { EntranceSource } from './instruments/agents/entrances/entrance-source.ts';
export type { Instrument } from './instruments/contract/instrument.ts';
export type { Uses } from './instruments/contract/uses.ts';
export type { LogWriter } from './instruments/logs/writer/log-writer.ts';
export type { LogQuestion, LogStore, StoredEntry, StreamQuestion } from './instruments/logs/stores/log-store.ts';
export type { RequestFigures } from './scenarios/rolling-restart/figures.ts';
export type { OwnObject, OwnObjects } from './instruments/own-objects/own-objects.ts';
export type { Discovered, Inventory } from './inventory/inventory.ts';
export type { Named, Part } from './inventory/part.ts';
export type { Survey } from './inventory/survey.ts';
export type { ObjectOf, PartName } from './inventory/parts.ts';
export type { CheckVerdict } from './results/model.ts';
export type { Duration } from './time/duration.ts';
