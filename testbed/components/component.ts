import type { Duration } from '../../src/time/duration.ts';
import type { Binary } from '../binaries/binaries.ts';
import type { KubernetesVersion } from '../binaries/kubernetes-versions.ts';
import type { NodePlan } from '../machine/address-plan.ts';
import type { Api } from '../cluster/api.ts';
import type { Control } from '../machine/control.ts';
import type { Layout } from '../machine/layout.ts';
import type { ComponentImage } from '../images/component-image.ts';
import type { Image } from '../images/image.ts';
import type { Addon } from './addons.ts';

/** The options of `up`. */
export interface ClusterOptions {
  /** @default DEFAULT_KUBERNETES */
  kubernetes: KubernetesVersion;
  /** Simulated nodes in addition to the real ones. @default 0 */
  kwokNodes: number;
  /**
   * API requests per second that the controller-manager and the scheduler may send. Above the default, they also process more objects in parallel.
   * @default 100
   */
  clientQps: number;
  /** What the cluster has besides Kubernetes itself. @default nothing */
  addons: readonly Addon[];
}

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

/** A process that the supervisor keeps running; its log has its name. */
export interface DaemonPlan {
  /** @example 'etcd', 'kubelet@node-1' */
  name: string;
  argv: [string, ...string[]];
}

/** A Kubernetes object, or the fields of it that the testbed sets. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

/**
 * A part of the cluster, complete in one file. To bring it up, the testbed waits for the components that it starts after, imports its images on every real
 * node, writes its files, starts its daemons, applies its manifests, and waits until nothing is missing.
 */
export interface Component {
  readonly name: string;
  /** The programs that have to be built for it. */
  readonly binaries: readonly Binary[];
  /** Imported on every real node before it starts. @default none */
  readonly images?: readonly ComponentImage[];
  /** The components that have to be ready first, and 'pki' and 'nodes', which are steps of their own. */
  readonly after: readonly string[];
  /** The add-on that it belongs to: it is only brought up with that one. @default it is part of every cluster */
  readonly addon?: Addon;
  /** @default always */
  wanted?(options: ClusterOptions): boolean;
  /** Absolute path → content, for its daemons to read. When they change, the daemons are restarted. */
  files?(site: Site): Record<string, string>;
  daemons?(site: Site): DaemonPlan[];
  /** Objects of a published module, applied before {@link manifests}. */
  published?(): Promise<Manifest[]>;
  /** Applied server-side. */
  manifests?(site: Site): Manifest[];
  /** Reads once what is missing until it works; undefined when nothing is. */
  missing(site: Site): Promise<string | undefined>;
  /** The timeout for its start; ten times the usual duration. @default '60s' */
  readonly within?: Duration;
}
