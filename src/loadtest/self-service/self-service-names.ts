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
  /** The platform of the three CronJobs: the default of `--name`. */
  platform: 'locust',
  /** The name of a report is this and the id of its run. */
  report: 'loadtest-report',
} as const;
