import type { Pod } from '../../../cluster/kinds/kinds.ts';
import type { Selector } from './pod-creator.ts';

/** The namespace of the control plane's pods, where it runs as pods. */
const HOME = 'kube-system';
/** The labels that name a component: of kubeadm's static pods, and of charts and distributions. */
const NAMES = ['component', 'k8s-app', 'app', 'app.kubernetes.io/name', 'app.kubernetes.io/component'];
/** Components that a cluster may have elsewhere, or not at all: managed, external, replaced. */
const ELSEWHERE = ['etcd', 'kube-apiserver', 'kube-proxy'];
/** Components that run where the other ones do: all of them as pods, or none. */
const TOGETHER = ['kube-controller-manager', 'kube-scheduler', 'cloud-controller-manager'];

/**
 * Why a Service for a component of the control plane, as monitoring charts make them for every cluster, has no pods: the component does not run as
 * a pod here. `undefined` for any other Service, and where it should be a pod because others of the control plane are. Pure.
 * @param pods all pods of the namespace.
 */
export function whyNoComponent(namespace: string, selector: Selector, pods: readonly Pod[]): string | undefined {
  if (namespace !== HOME) return undefined;
  const isNamed = (names: readonly string[]) => NAMES.flatMap((key) => names.filter((name) => selector[key] === name));
  const [component] = isNamed([...ELSEWHERE, ...TOGETHER]);
  if (component === undefined || pods.some((pod) => isOf(pod, component))) return undefined;
  const asPods = pods.some((pod) => TOGETHER.concat('kube-apiserver').some((name) => isOf(pod, name)));
  if (asPods && TOGETHER.includes(component)) return undefined;
  return `${component} does not run as a pod in this cluster`;
}

function isOf({ metadata }: Pod, component: string): boolean {
  return (
    NAMES.some((key) => metadata?.labels?.[key] === component) || metadata?.name?.startsWith(`${component}-`) === true
  );
}
