import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bridgeScript, nodeNetworkScript, type NodePlan } from '../machine/address-plan.ts';
import { createCgroups, type CgroupTrees } from '../machine/cgroups.ts';
import type { Control } from '../machine/control.ts';
import type { Layout } from '../machine/layout.ts';
import { MOUNT_POINTS } from '../machine/machine-record.ts';
import type { DaemonState } from '../machine/supervisor.ts';
import { waitFor } from './wait-for.ts';

/** The process ids, inside the cluster, of the processes that hold the nodes' namespaces; by node. */
export type Holders = Record<string, number>;

/** A node's own directory for one of the mount points. @example '…/nodes/node-1/var/lib/kubelet' */
export function ownDirectory(layout: Layout, node: NodePlan, mountPoint: string): string {
  return layout.node(node.name, ...mountPoint.split('/').filter(Boolean));
}

/** The script that holds a node's mount namespace: it mounts the node's own directories, writes its process id, and sleeps. */
export function holderScript(layout: Layout, node: NodePlan): string {
  return [
    'set -e',
    'mount --make-rshared /',
    'mount -t tmpfs -o mode=755 tmpfs /run',
    ...MOUNT_POINTS.map((mountPoint) => `mount --bind ${ownDirectory(layout, node, mountPoint)} ${mountPoint}`),
    // The kubelet's mounts, and those above, have to propagate to the containers that ask for it.
    'mount --make-rshared /',
    `echo $$ >${holderFile(layout, node.name)}`,
    'exec sleep infinity',
  ].join('\n');
}

/** Creates the bridge and the nodes' namespaces, directories, cgroups and links; safe to repeat. */
export async function createNodes(
  layout: Layout,
  nodes: readonly NodePlan[],
  control: Control,
  trees: CgroupTrees,
): Promise<Holders> {
  await control.run(['/bin/sh', '-c', bridgeScript()]);
  const holders = nodes.map(async (node) => {
    await createCgroups(trees, `${layout.cgroup}/${node.name}`);
    for (const mountPoint of MOUNT_POINTS) await mkdir(ownDirectory(layout, node, mountPoint), { recursive: true });
    const holder = await ensureHolder(layout, node, control);
    await control.run(['/bin/sh', '-c', nodeNetworkScript(node, nodes, holder)]);
    return [node.name, holder] as const;
  });
  return Object.fromEntries(await Promise.all(holders));
}

/** The holders among the daemons of a cluster. */
export function holdersAmong(daemons: readonly DaemonState[], nodes: readonly NodePlan[]): Holders {
  const pids = nodes.map(({ name }) => [name, daemons.find((daemon) => daemon.name === `node@${name}`)?.pid] as const);
  return Object.fromEntries(pids.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

async function ensureHolder(layout: Layout, node: NodePlan, control: Control): Promise<number> {
  const name = `node@${node.name}`;
  const file = holderFile(layout, node.name);
  if (!(await control.list()).some((daemon) => daemon.name === name && daemon.state === 'running'))
    await rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  const { pid = 0 } = await control.ensure({
    name,
    argv: ['unshare', '--net', '--mount', '--propagation', 'private', '/bin/sh', '-c', holderScript(layout, node)],
    log: layout.log(name),
    restart: false,
  });
  await waitFor({
    expected: `the namespaces of ${node.name}`,
    within: '10s',
    every: '20ms',
    missing: async () => {
      const written = await readFile(file, 'utf8').catch(() => '');
      return written.trim() === String(pid) ? undefined : 'its mounts are not complete';
    },
    evidence: () => readFile(layout.log(name), 'utf8'),
  });
  return pid;
}

/** Has the process id, inside the cluster, of the process that holds a node's namespaces. */
export function holderFile(layout: Layout, node: string): string {
  return layout.node(node, 'holder');
}
