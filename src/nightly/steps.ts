/** The steps of a night, in their order. */
export const steps = ['build', 'settle', 'snapshot', 'verify', 'conformance', 'compare', 'publish', 'delete'] as const;

/** One step of a night. */
export type Step = (typeof steps)[number];

/** What a night consists of, as it is configured and asked for. */
export interface Wanted {
  /** Whether a command is configured that builds a cluster. */
  builds: boolean;
  /** Whether a command is configured that deletes it. */
  deletes: boolean;
  /** Whether the conformance tests of Kubernetes run, too. */
  conformance: boolean;
  /** Whether results are published to anything. */
  publishes: boolean;
  /** Whether the cluster is there already: it is neither built nor deleted. */
  skipBuild: boolean;
}

/** The steps of a night; pure. A cluster that is not built by the night is not deleted by it either. */
export function planOf({ builds, deletes, conformance, publishes, skipBuild }: Wanted): Step[] {
  const isWanted: Partial<Record<Step, boolean>> = {
    build: builds && !skipBuild,
    conformance,
    publish: publishes,
    delete: builds && deletes && !skipBuild,
  };
  return steps.filter((step) => isWanted[step] ?? true);
}
