import type { Node } from '../cluster/kinds.ts';
import { whySimulated } from '../cluster/real-node.ts';
import type { Config } from '../config/schema.ts';
import { agents } from '../instruments/agents/instrument.ts';
import { usersOf, type Gap, type Needy } from './gap.ts';

/** Where no probe agent will be, so that nothing is seen from there; pure. Simulated nodes are meant to have none. */
export function nodesWithoutAgent(nodes: readonly Node[], config: Config, checks: readonly Needy[]): Gap[] {
  const users = usersOf(checks, agents);
  if (users.length === 0) return [];
  const real = nodes.filter((node) => whySimulated(node) === undefined);
  const gaps = real.flatMap((node) => {
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
          },
        ];
  });
  if (gaps.length < real.length) return gaps;
  const why = real.length > 0 ? 'see above' : `all ${nodes.length} nodes of the cluster are simulated or virtual`;
  const nowhere: Gap = {
    about: 'nodes',
    message: `no node to look from: ${why}`,
    todo: 'add a node that runs pods, or mend one',
    blocks: users,
  };
  return [...gaps, nowhere];
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
    return { message, todo: `kubectl label node ${metadata?.name} ${key}=${value}, if it shall be looked from` };
  }
  if ((labels['kubernetes.io/os'] ?? 'linux') !== 'linux')
    return { message: `its system is ${labels['kubernetes.io/os']}`, todo: 'none: the agent runs on Linux alone' };
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  const message = `it is not ready: ${ready?.message ?? ready?.reason ?? 'it does not say why'}`;
  return { message, todo: `kubectl describe node ${metadata?.name}` };
}
