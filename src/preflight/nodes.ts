import type { Node } from '../cluster/kinds.ts';
import { whySimulated } from '../cluster/real-node.ts';
import type { Config } from '../config/schema.ts';
import { agents } from '../instruments/agents/instrument.ts';
import { usersOf, type Finding, type CheckRequirements } from './finding.ts';

/** The nodes without a probe agent, from which nothing is tested; pure. Simulated nodes are excluded. */
export function nodesWithoutAgent(
  nodes: readonly Node[],
  config: Config,
  checks: readonly CheckRequirements[],
): Finding[] {
  const users = usersOf(checks, agents);
  if (users.length === 0) return [];
  const real = nodes.filter((node) => whySimulated(node) === undefined);
  const found = real.flatMap((node) => {
    const why = withoutAgent(node, config);
    const { name = '' } = node.metadata ?? {};
    return why === undefined
      ? []
      : [
          {
            about: 'nodes' as const,
            message: `no probe agent on node ${name}: ${why.message}`,
            todo: why.todo,
            blocks: [],
            concerns: users,
          },
        ];
  });
  if (found.length < real.length) return found;
  const why = real.length > 0 ? 'see above' : `all ${nodes.length} nodes of the cluster are simulated or virtual`;
  const nowhere: Finding = {
    about: 'nodes',
    message: `no node for probe agents: ${why}`,
    todo: 'add a node that runs pods, or fix one',
    blocks: users,
  };
  return [...found, nowhere];
}

/** How many nodes one finding names; the others are counted. */
const NAMED = 5;

/** The cordoned nodes, as one finding that blocks nothing; pure. A run judges such a node like any other. */
export function cordonedNodes(nodes: readonly Node[]): Finding[] {
  const names = nodes.filter(({ spec }) => spec?.unschedulable === true).map(({ metadata }) => metadata?.name ?? '');
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const which = `${names.length === 1 ? 'node' : `${names.length} nodes`} ${names.slice(0, NAMED).join(', ')}${more}`;
  return [
    {
      about: 'nodes',
      message: `cordoned: ${which}, so no new pods but those of DaemonSets run there`,
      todo: `kubectl uncordon ${names[0]}, if that is not meant`,
      blocks: [],
    },
  ];
}

/** Whether pods of the suite can run on a node now; pure. */
export function takesPods(node: Node, config: Config): boolean {
  return whySimulated(node) === undefined && withoutAgent(node, config) === undefined;
}

function withoutAgent({ metadata, status }: Node, { objects }: Config): { message: string; todo: string } | undefined {
  const labels = metadata?.labels ?? {};
  const other = Object.entries(objects.nodeSelector).find(([key, value]) => labels[key] !== value);
  if (other) {
    const [key, value] = other;
    const message = `objects.nodeSelector wants the label ${key}=${value}`;
    return { message, todo: `kubectl label node ${metadata?.name} ${key}=${value}, to test from it` };
  }
  if ((labels['kubernetes.io/os'] ?? 'linux') !== 'linux')
    return { message: `its system is ${labels['kubernetes.io/os']}`, todo: 'none: the agent runs only on Linux' };
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  const message = `it is not ready: ${ready?.message ?? ready?.reason ?? 'it does not say why'}`;
  return { message, todo: `kubectl describe node ${metadata?.name}` };
}
