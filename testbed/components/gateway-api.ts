import { moduleManifests } from '../binaries/module-manifests.ts';
import { refusal } from '../cluster/api.ts';
import type { Component } from './component.ts';

/** The definitions of the Gateway API, the channel `standard`. */
export const gatewayApi: Component = {
  name: 'gateway-api',
  addon: 'ingress',
  binaries: [],
  after: ['kube-apiserver'],
  published: () => moduleManifests('gateway-api', 'sigs.k8s.io/gateway-api', 'config/crd/standard'),
  missing: async ({ api }) => refusal(await api.get('/apis/gateway.networking.k8s.io/v1/httproutes')),
};
