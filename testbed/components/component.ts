import type { Duration } from '../../src/time/duration.ts';
import type { Binary } from '../binaries/binaries.ts';
import type { NodePlan } from '../machine/address-plan.ts';
import type { Api } from '../cluster/api.ts';
import type { Control } from '../machine/control.ts';
import type { Layout } from '../machine/layout.ts';
import type { Image } from '../images/image.ts';

/** What `up` was asked for. */
export interface ClusterOptions {
  /** Simulated nodes beside the real ones. @default 0 */
  kwokNodes: number;
  /**
   * Requests per second that controller-manager and scheduler allow themselves; above the default, more objects are worked on at the same time too.
   * @default 100
   */
  clientQps: number;
}

/** Images of components; the others come by `load`. */
export type ComponentImage = 'pause' | 'coredns' | 'metrics-server';

/** A cluster as its components see it. */
export interface Site {
  readonly layout: Layout;
  readonly nodes: readonly NodePlan[];
  readonly options: ClusterOptions;
  readonly control: Control;
  readonly api: Api;
  /** The absolute path of a program that one of the components asked for. */
  binary(name: Binary): string;
  image(name: ComponentImage): Image;
  /** The command line that runs a command in a node's namespaces. */
  inNode(node: NodePlan, argv: [string, ...string[]]): [string, ...string[]];
}

/** A process that is kept running; its log is named after it. */
export interface DaemonPlan {
  /** @example 'etcd', 'kubelet@node-1' */
  name: string;
  argv: [string, ...string[]];
}

/** A Kubernetes object, or the fields of one that are ours. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

/**
 * A part of the cluster, whole in one file. Bringing it up: what it comes after is ready, its image is on every real node, its files are written,
 * its daemons run, its manifests are applied, and then nothing is missing any more.
 */
export interface Component {
  readonly name: string;
  /** The programs that it needs built. */
  readonly binaries: readonly Binary[];
  readonly image?: ComponentImage;
  /** Names of components, and 'pki' and 'nodes' for the ground they stand on. */
  readonly after: readonly string[];
  /** @default always */
  wanted?(options: ClusterOptions): boolean;
  /** Absolute path → content, for its daemons to read. A daemon is started anew when they change. */
  files?(site: Site): Record<string, string>;
  daemons?(site: Site): DaemonPlan[];
  /** Applied server-side. */
  manifests?(site: Site): Manifest[];
  /** One look: what is missing until it does its work, or undefined. */
  missing(site: Site): Promise<string | undefined>;
  /** The longest that it may take from its start; ten times the usual. @default '60s' */
  readonly within?: Duration;
}
