import type { Component } from './component.ts';
import { containerd } from './containerd.ts';
import { coredns } from './coredns.ts';
import { etcd } from './etcd.ts';
import { kubeApiserver } from './kube-apiserver.ts';
import { kubeControllerManager } from './kube-controller-manager.ts';
import { kubeProxy } from './kube-proxy.ts';
import { kubeScheduler } from './kube-scheduler.ts';
import { kubelet } from './kubelet.ts';
import { kwok } from './kwok.ts';
import { metricsServer } from './metrics-server.ts';

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
];
