import { alertReceiver } from './alert-receiver.ts';
import { alertmanager } from './alertmanager.ts';
import type { Component } from './component.ts';
import { descheduler } from './descheduler.ts';
import { containerd } from './containerd.ts';
import { coredns } from './coredns.ts';
import { csiController } from './csi-controller.ts';
import { csiNode } from './csi-node.ts';
import { etcd } from './etcd.ts';
import { karpenter } from './karpenter.ts';
import { karpenterKinds } from './karpenter-kinds.ts';
import { kubeApiserver } from './kube-apiserver.ts';
import { kubeControllerManager } from './kube-controller-manager.ts';
import { gatewayApi } from './gateway-api.ts';
import { kubeProxy } from './kube-proxy.ts';
import { kubeRouter } from './kube-router.ts';
import { kubeScheduler } from './kube-scheduler.ts';
import { kubeStateMetrics } from './kube-state-metrics.ts';
import { kubelet } from './kubelet.ts';
import { kwok } from './kwok.ts';
import { localPathProvisioner } from './local-path-provisioner.ts';
import { metricsServer } from './metrics-server.ts';
import { nodeExporter } from './node-exporter.ts';
import { opensearch } from './opensearch.ts';
import { prometheus } from './prometheus.ts';
import { rsyslog } from './rsyslog.ts';
import { snapshotController } from './snapshot-controller.ts';
import { traefik } from './traefik.ts';
import { victorialogs } from './victorialogs.ts';
import { versitygw } from './versitygw.ts';
import { vlagent } from './vlagent.ts';

/** All components, in the order of the status table and of image imports. A new component is a new file and a line here. */
export const COMPONENTS: readonly Component[] = [
  etcd,
  kubeApiserver,
  kubeControllerManager,
  kubeScheduler,
  containerd,
  kubelet,
  kubeProxy,
  coredns,
  metricsServer,
  kwok,
  kubeStateMetrics,
  nodeExporter,
  alertReceiver,
  alertmanager,
  prometheus,
  victorialogs,
  vlagent,
  opensearch,
  rsyslog,
  localPathProvisioner,
  snapshotController,
  csiNode,
  csiController,
  versitygw,
  descheduler,
  karpenterKinds,
  karpenter,
  gatewayApi,
  traefik,
  kubeRouter,
];
