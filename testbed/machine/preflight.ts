import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { machineCgroups, type CgroupTrees } from './cgroups.ts';

/** The programs that the cluster runs from the machine, and the Debian package of each. */
const TOOLS: Readonly<Record<string, string>> = {
  busybox: 'busybox-static',
  conntrack: 'conntrack',
  containerd: 'containerd',
  ctr: 'containerd',
  ip: 'iproute2',
  iptables: 'iptables',
  mount: 'mount',
  nsenter: 'util-linux',
  openssl: 'openssl',
  runc: 'runc',
  unshare: 'util-linux',
  '/usr/lib/cni/portmap': 'containernetworking-plugins',
  '/usr/lib/cni/ptp': 'containernetworking-plugins',
};

/**
 * Checks the machine before anything is changed.
 * @throws ShakedownError TESTBED_NOT_ROOT, TESTBED_TOOLS or TESTBED_CGROUPS.
 */
export async function preflight(): Promise<CgroupTrees> {
  if (process.getuid?.() !== 0) {
    throw new ShakedownError('TESTBED_NOT_ROOT', {
      meaning: 'usage',
      expected: 'to run as root: only root can create namespaces, mounts and cgroups',
      seen: `user ${process.getuid?.()}`,
      todo: 'start it again with sudo',
    });
  }
  const missing: string[] = [];
  for (const tool of Object.keys(TOOLS)) if (!(await isInstalled(tool))) missing.push(tool);
  if (missing.length > 0) {
    throw new ShakedownError('TESTBED_TOOLS', {
      meaning: 'usage',
      expected: 'the programs that a node runs',
      seen: `no ${missing.join(', ')}`,
      todo: `apt-get install ${[...new Set(missing.map((tool) => TOOLS[tool]))].join(' ')}`,
    });
  }
  return machineCgroups();
}

async function isInstalled(tool: string): Promise<boolean> {
  const places = tool.startsWith('/')
    ? [tool]
    : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].map((directory) => join(directory, tool));
  const found = await Promise.all(
    places.map((place) =>
      access(place, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
