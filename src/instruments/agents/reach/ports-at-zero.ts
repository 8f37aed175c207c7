import { kinds, type Deployment, type Service, type StatefulSet } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';

type Scaled = Deployment | StatefulSet;

/**
 * The workloads at zero whose pods would serve a port of a Service, by the name of the container's port. A Service may lead each of its ports to other
 * pods, which name it; while those are scaled to zero nobody serves it.
 */
export async function portsAtZero(look: Look, service: Service): Promise<ReadonlyMap<string, string>> {
  const { namespace = '' } = service.metadata ?? {};
  const here = { around: [namespace] };
  const [deployments, statefulSets] = await Promise.all([
    look.list(kinds.deployments, here),
    look.list(kinds.statefulSets, here),
  ]);
  const idle = (kind: string, all: readonly Scaled[]) =>
    all
      .filter((one) => one.metadata?.namespace === namespace && isIdleFor(one, service))
      .flatMap((one) => portNames(one).map((port) => [port, `${kind} ${namespace}/${one.metadata?.name}`] as const));
  return new Map([...idle('deployment', deployments), ...idle('statefulset', statefulSets)]);
}

function isIdleFor({ spec }: Scaled, service: Service): boolean {
  const selector = { matchLabels: service.spec?.selector ?? {} };
  return spec?.replicas === 0 && selects(selector, spec.template.metadata?.labels);
}

function portNames({ spec }: Scaled): string[] {
  const pod = spec?.template.spec;
  const containers = [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
  return containers.flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? []));
}
