import { runningSite } from './cluster/site.ts';
import { holderFile } from './cluster/nodes.ts';
import { cutNode, joinNode } from './testbed.ts';
import { readFile } from 'node:fs/promises';

/** Kills all that runs in the namespaces of a node or in its cgroups, but the process that holds the namespaces, until nothing is left. */
const KILL_ALL = `
holder=$1
space=$(readlink /proc/$holder/ns/mnt)
while :; do
  left=
  for process in /proc/[0-9]*; do
    id=\${process#/proc/}
    [ "$id" = "$holder" ] && continue
    if [ "$(readlink "$process/ns/mnt")" = "$space" ] || grep -qs ":/$2/" "$process/cgroup"; then left="$left $id"; fi
  done
  [ -z "$left" ] && exit 0
  kill -KILL $left 2>/dev/null
  sleep 0.1
done`;

/** The daemons of a node, as they are started. */
const DAEMONS = ['containerd', 'kubelet'];

/**
 * For fault tests: ends the machine of a node as when its power fails. Its link is down first, so that nobody is told, and then nothing runs there
 * any more; what is on its disk stays. The node becomes NotReady about 20 s later.
 */
export async function endMachine(name: string, node: string): Promise<void> {
  const { control, layout } = await runningSite(name);
  await cutNode(name, node);
  await Promise.all(DAEMONS.map((daemon) => control.stop(`${daemon}@${node}`, 'SIGKILL')));
  const holder = await readFile(holderFile(layout, node), 'utf8');
  await control.run(['/bin/sh', '-c', KILL_ALL, 'kill-all', holder.trim(), `${layout.cgroup}/${node}`]);
}

/** Starts the machine of a node again that `endMachine` ended. */
export async function startMachine(name: string, node: string): Promise<void> {
  const { control } = await runningSite(name);
  await joinNode(name, node);
  for (const daemon of DAEMONS) await control.start(`${daemon}@${node}`);
}
