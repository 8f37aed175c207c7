/** What every object of the suite carries, so that it can be told from all others, and removed. */
export const suiteLabels = {
  managedByLabel: 'app.kubernetes.io/managed-by',
  managedBy: 'shakedown',
  runLabel: 'shakedown/run',
  /** Annotation; RFC 3339. From then on `shakedown cleanup` may remove the object. */
  expires: 'shakedown/expires',
  /** Annotation on what is made for a run beforehand: the namespace of its Lease. */
  home: 'shakedown/home',
} as const;

/** Selects what the suite made, in any run. */
export const createdBySuite = `${suiteLabels.managedByLabel}=${suiteLabels.managedBy},${suiteLabels.runLabel}`;

/** Selects what one run made. */
export const createdByRun = (runId: string): string =>
  `${suiteLabels.managedByLabel}=${suiteLabels.managedBy},${suiteLabels.runLabel}=${runId}`;
