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
  /** What a finished run leaves is called by this and the run. */
  report: 'loadtest-report',
} as const;
