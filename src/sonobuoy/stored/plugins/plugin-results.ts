import type { PluginCase } from './plugin-case.ts';

/** What a plugin has handed over, as an archive of Sonobuoy has it. */
export interface PluginResults {
  name: string;
  cases: PluginCaseOn[];
  /** How many files it has handed over, and from how many nodes; a plugin that is a Job has one node. */
  files: number;
  nodes: number;
  /** What is missing: nothing was handed over, or it cannot be read. */
  problems: PluginProblem[];
  /** Whether it judges anything; files without statuses do not, such as logs. */
  judges: boolean;
}

/** A test, and the node that it ran on if the plugin runs on each. */
export interface PluginCaseOn extends PluginCase {
  node?: string | undefined;
}

/** Why something of a plugin is missing. */
export interface PluginProblem {
  node?: string | undefined;
  /** `lost` when it was not handed over, `unreadable` when it was. */
  kind: 'lost' | 'unreadable';
  /** In a line. */
  message: string;
  /** What to do. @default to look at it in the archive */
  todo?: string;
}

/** What the archive of a run of Sonobuoy says about it, whatever its plugins were. */
export interface SonobuoyRun {
  /** Its UUID. */
  id?: string;
  /** When it began and ended, by the times of files, in RFC 3339. */
  startedAt?: string;
  endedAt?: string;
  /** The version of Kubernetes. */
  version?: string;
}
