import { join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';

/** Where the state of all clusters of this machine is kept; it is removed with the last of them. */
export const STATE_ROOT = '/var/lib/shakedown-testbed';

/** The cluster that a command means when it names none. */
export const DEFAULT_NAME = 'shakedown';

// It becomes part of a cgroup's and a socket's path (108 bytes at most), and of a node's serving certificate.
const NAME = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** Where everything of one cluster lies on the machine. */
export interface Layout {
  readonly name: string;
  readonly directory: string;
  /** The administrator's way in from the host, written 0600. */
  readonly kubeconfig: string;
  readonly auditLog: string;
  /** Where the supervisor inside takes orders. */
  readonly controlSocket: string;
  /** Leads to the API server inside. */
  readonly apiSocket: string;
  /** What the forwarder on the host's loopback says of itself. */
  readonly forwarderFile: string;
  /** What `up` was asked for, kept for the next `up`. */
  readonly optionsFile: string;
  /** The cluster's node in each cgroup tree, from the tree's root. */
  readonly cgroup: string;
  log(process: string): string;
  pki(file: string): string;
  /** A file that a component's daemon reads. */
  config(file: string): string;
  /** A directory of one node's own. */
  node(node: string, ...path: string[]): string;
}

/**
 * A cluster's name, checked.
 * @throws ShakedownError TESTBED_NAME when it cannot be part of paths and addresses.
 */
export function clusterName(text: string): string {
  if (NAME.test(text) && !text.includes('--')) return text;
  throw new ShakedownError('TESTBED_NAME', {
    meaning: 'usage',
    expected: 'a cluster name of 1 to 20 small letters, digits and single dashes, a letter first and no dash last',
    seen: `'${text}' is no name of a cluster`,
    todo: `choose another --name, as in --name ${DEFAULT_NAME}-2`,
  });
}

/** The layout of a cluster by its name. @param root the directory of all clusters. */
export function layoutOf(name: string, root = STATE_ROOT): Layout {
  const directory = join(root, clusterName(name));
  return {
    name,
    directory,
    kubeconfig: join(directory, 'kubeconfig'),
    auditLog: join(directory, 'audit', 'audit.log'),
    controlSocket: join(directory, 'control.sock'),
    apiSocket: join(directory, 'api.sock'),
    forwarderFile: join(directory, 'forwarder.json'),
    optionsFile: join(directory, 'options.json'),
    cgroup: `shakedown-${name}`,
    log: (process) => join(directory, 'logs', `${process}.log`),
    pki: (file) => join(directory, 'pki', file),
    config: (file) => join(directory, 'config', file),
    node: (node, ...path) => join(directory, 'nodes', node, ...path),
  };
}
