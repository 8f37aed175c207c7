import { join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';

/** The directory with the state of all clusters of this machine; it is removed with the last of them. */
export const STATE_ROOT = '/var/lib/shakedown-testbed';

/** The cluster that a command uses when it names none. */
export const DEFAULT_NAME = 'shakedown';

// It becomes part of a cgroup's and a socket's path (108 bytes at most), and of a node's serving certificate.
const NAME = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** The paths of one cluster's files on the machine. */
export interface Layout {
  readonly name: string;
  readonly directory: string;
  /** The administrator's kubeconfig on the host; mode 0600. */
  readonly kubeconfig: string;
  readonly auditLog: string;
  /** Where the supervisor inside accepts orders. */
  readonly controlSocket: string;
  /** Connects to the API server inside. */
  readonly apiSocket: string;
  /** The process id and port of the forwarder on the host's loopback. */
  readonly forwarderFile: string;
  /** The options of the last `up`, for the next one. */
  readonly optionsFile: string;
  /** The cluster's node in each cgroup tree, from the tree's root. */
  readonly cgroup: string;
  log(process: string): string;
  pki(file: string): string;
  /** A file that a component's daemon reads. */
  config(file: string): string;
  /** Where the kubelet of a node finds its static pods. */
  staticPods(node: string): string;
  /** A directory of one node. */
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
    expected: 'a cluster name of 1 to 20 lowercase letters, digits and single dashes; a letter first, no dash last',
    seen: `'${text}' is not a cluster name`,
    todo: `choose another --name, as in --name ${DEFAULT_NAME}-2`,
  });
}

/** The layout of the cluster with this name. @param root the directory of all clusters. */
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
    staticPods: (node) => join(directory, 'nodes', node, 'static-pods'),
    node: (node, ...path) => join(directory, 'nodes', node, ...path),
  };
}
