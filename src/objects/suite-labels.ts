/** The labels and annotations of every object of the suite: they distinguish it from all others, so that it can be removed. */
export const suiteLabels = {
  managedByLabel: 'app.kubernetes.io/managed-by',
  managedBy: 'shakedown',
  runLabel: 'shakedown/run',
  /** Annotation; RFC 3339. From then on `shakedown cleanup` may remove the object. */
  expires: 'shakedown/expires',
  /** Annotation on objects that are created before a run begins: the namespace of its Lease. */
  home: 'shakedown/home',
  /** Annotation on a node that a run has cordoned: the run, and until when it may need it. */
  cordoned: 'shakedown/cordoned',
} as const;

/** Label selector for all objects of the suite, of any run. */
export const createdBySuite = `${suiteLabels.managedByLabel}=${suiteLabels.managedBy},${suiteLabels.runLabel}`;

/** Label selector for all objects of one run. */
export const createdByRun = (runId: string): string =>
  `${suiteLabels.managedByLabel}=${suiteLabels.managedBy},${suiteLabels.runLabel}=${runId}`;
