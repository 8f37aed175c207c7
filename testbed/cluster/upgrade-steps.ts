import type { KubernetesVersion } from '../binaries/kubernetes-versions.ts';
import type { Component, Site } from '../components/component.ts';
import { kubeApiserver } from '../components/kube-apiserver.ts';
import { kubeControllerManager } from '../components/kube-controller-manager.ts';
import { kubeProxy } from '../components/kube-proxy.ts';
import { kubeScheduler } from '../components/kube-scheduler.ts';
import { kubelet } from '../components/kubelet.ts';
import type { NodePlan } from '../machine/address-plan.ts';
import { refusal } from './api.ts';
import { bringUp } from './component-step.ts';
import { waitFor } from './wait-for.ts';

/** A program of Kubernetes that an upgrade replaces: of the control plane, or of one node. */
export interface UpgradeStep {
  component: Component;
  node?: NodePlan;
}

/**
 * What an upgrade replaces, in its order: the API server first, because no other program may be newer than it; then what acts through it; then the
 * nodes, one after the other. etcd stays.
 */
export function upgradeSteps(nodes: readonly NodePlan[]): UpgradeStep[] {
  return [
    ...[kubeApiserver, kubeControllerManager, kubeScheduler].map((component) => ({ component })),
    ...nodes.flatMap((node) => [kubelet, kubeProxy].map((component) => ({ component, node }))),
  ];
}

/** The name of a step, as that of its daemon: `kubelet@node-1`. */
export function nameOf({ component, node }: UpgradeStep): string {
  return node === undefined ? component.name : `${component.name}@${node.name}`;
}

/**
 * Replaces the program of a step, and returns when it is healthy and tells its new version, where it tells one.
 * @param site its programs are those of the new version.
 * @throws ShakedownError TESTBED_NOT_READY or TESTBED_DAEMON
 */
export async function replaceProgram(step: UpgradeStep, site: Site): Promise<void> {
  const name = nameOf(step);
  await bringUp(step.component, site, { only: (daemon) => daemon.name === name });
  const version = site.options.kubernetes;
  await waitFor({
    expected: `${name} to work, and to be of ${version}`,
    within: '60s',
    missing: () => missingOf(step, version, site),
  });
}

async function missingOf(
  { component, node }: UpgradeStep,
  wanted: KubernetesVersion,
  { api, control }: Site,
): Promise<string | undefined> {
  if (component === kubeApiserver) {
    const answer = await api.get('/version');
    return refusal(answer) ?? other((answer.body as { gitVersion: string }).gitVersion, wanted);
  }
  if (node === undefined) return undefined;
  if (component === kubeProxy) return control.probe(`http://${node.address}:10256/healthz`);
  const answer = await api.get(`/api/v1/nodes/${node.name}`);
  const { status } = answer.body as { status: { nodeInfo: { kubeletVersion: string } } };
  return refusal(answer) ?? other(status.nodeInfo.kubeletVersion, wanted);
}

function other(seen: string, wanted: KubernetesVersion): string | undefined {
  return seen === wanted ? undefined : `it is of ${seen}`;
}
