import type { Node } from '../cluster/kinds/kinds.ts';
import { whySimulated } from '../cluster/real-node.ts';
import type { Config } from '../config/schema.ts';
import { whyNoNode } from '../diagnosis/no-node.ts';
import { agents } from '../instruments/agents/instrument.ts';
import { targetApp } from '../instruments/target-app/instrument.ts';
import { usersOf, type Finding, type CheckRequirements } from './finding.ts';

/**
 * The nodes without a probe agent, from which nothing is tested; pure. Simulated nodes are excluded. If no node can have an agent, that is one
 * finding with all reasons.
 */
export function nodesWithoutAgent(nodes: readonly Node[], checks: readonly CheckRequirements[]): Finding[] {
  const users = usersOf(checks, agents);
  if (users.length === 0) return [];
  const real = nodes.filter((node) => whySimulated(node) === undefined);
  const without = real.flatMap((node) => {
    const why = withoutAgent(node);
    return why === undefined ? [] : [{ name: node.metadata?.name ?? '', ...why }];
  });
  if (without.length === real.length) return [noNodeAtAll(without, nodes.length, users)];
  return without.map(({ name, message, todo }) => ({
    about: 'nodes',
    message: `no probe agent on node ${name}: ${message}`,
    todo: todo ?? `none: ${ONLY_LINUX}`,
    blocks: [],
    concerns: users,
  }));
}

const ONLY_LINUX = 'the agent runs only on Linux';

/** The finding that no node can have an agent; nodes with the same reason are named together. */
function noNodeAtAll(without: readonly NodeWithoutAgent[], total: number, users: readonly string[]): Finding {
  const groups = [...Map.groupBy(without, ({ message }) => message)];
  const reasons = groups.map(([message, nodes]) => `${formatNodes(nodes.map(({ name }) => name))}: ${message}`);
  const fixes = groups.flatMap(([, [first]]) => first?.todo ?? []);
  const why = reasons.length > 0 ? reasons.join('; ') : `all ${total} nodes of the cluster are simulated or virtual`;
  return {
    about: 'nodes',
    message: `no node for probe agents: ${why}`,
    todo: todoFor(fixes, reasons.length),
    blocks: users,
  };
}

function todoFor(fixes: readonly string[], reasons: number): string {
  if (fixes.length > 0) return `add a node that runs pods, or fix one: ${fixes.join('; ')}`;
  return `add a node that runs pods${reasons > 0 ? `: ${ONLY_LINUX}` : ''}`;
}

/**
 * That no node takes pods of the suite's own app, as one finding that blocks nothing, because an autoscaler may add a node; pure. Of a run that
 * judges only some of the nodes it is not known.
 */
export function reservedNodes(nodes: readonly Node[], checks: readonly CheckRequirements[], config: Config): Finding[] {
  const users = usersOf(checks, targetApp);
  const { tolerations, nodeSelector } = config.objects;
  const isWhole = Object.keys(config.scope.nodeSelector).length === 0;
  const why = users.length > 0 && isWhole ? whyNoNode({ tolerations, nodeSelector }, nodes) : undefined;
  if (why === undefined) return [];
  return [
    {
      about: 'nodes',
      message: `no node takes the pods of the suite: ${why}`,
      todo: 'set objects.tolerations or objects.nodeSelector, unless a node is added for them',
      blocks: [],
      concerns: users,
    },
  ];
}

/** How many nodes one finding names; the others are counted. */
const NAMED = 5;

/** The cordoned nodes, as one finding that blocks nothing; pure. A run judges such a node like any other. */
export function cordonedNodes(nodes: readonly Node[]): Finding[] {
  const names = nodes.filter(({ spec }) => spec?.unschedulable === true).map(({ metadata }) => metadata?.name ?? '');
  if (names.length === 0) return [];
  return [
    {
      about: 'nodes',
      message: `cordoned: ${formatNodes(names)}, so no new pods but those of DaemonSets run there`,
      todo: `kubectl uncordon ${names[0]}, if that is not meant`,
      blocks: [],
    },
  ];
}

/** @example '6 nodes a, b, c, d, e and 1 more' */
function formatNodes(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.length === 1 ? 'node' : `${names.length} nodes`} ${names.slice(0, NAMED).join(', ')}${more}`;
}

/** Whether pods of the suite can run on a node now; pure. */
export function takesPods(node: Node, { objects }: Config): boolean {
  const labels = node.metadata?.labels ?? {};
  const isSelected = Object.entries(objects.nodeSelector).every(([key, value]) => labels[key] === value);
  return isSelected && whySimulated(node) === undefined && withoutAgent(node) === undefined;
}

interface NodeWithoutAgent {
  name: string;
  message: string;
  /** Absent when nothing can make an agent run there. */
  todo?: string;
}

function withoutAgent({ metadata, status }: Node): Omit<NodeWithoutAgent, 'name'> | undefined {
  const labels = metadata?.labels ?? {};
  if ((labels['kubernetes.io/os'] ?? 'linux') !== 'linux')
    return { message: `its system is ${labels['kubernetes.io/os']}` };
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  const message = `it is not ready: ${ready?.message ?? ready?.reason ?? 'it does not say why'}`;
  return { message, todo: `kubectl describe node ${metadata?.name}` };
}
