/** Names of what `shakedown loadtest install` puts into a namespace. */
export const selfService = {
  properties: 'locust-properties',
  scripts: 'locust-scripts',
  secret: 'locust-secrets',
  account: 'loadtest-sa',
  config: 'loadtest-config',
  setup: 'loadtest-setup',
  run: 'loadtest-run',
  cleanup: 'loadtest-cleanup',
  /** The report of a run is named by this and the run. */
  report: 'loadtest-report',
} as const;
