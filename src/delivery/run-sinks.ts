import type { RunSinks } from './run-sink.ts';
import { withArchive } from './with-archive.ts';

/** Where finished runs are delivered to, a line for each; the one registry. Each is independent of the others. */
export const runSinks: RunSinks = {
  archive: {
    turnedOnBy: 'archive.bucket',
    isTurnedOn: ({ archive }) => archive.bucket !== '',
    limitMs: 10 * 60_000,
    archives: true,
    load: async () => (await import('../archive/deliver.ts')).deliver,
  },
  slack: {
    turnedOnBy: 'notify.slack.webhook or notify.slack.token',
    isTurnedOn: ({ notify: { slack } }) => slack.webhook !== '' || slack.token !== '',
    limitMs: 90_000,
    load: async () => withArchive((await import('../notify/slack/deliver.ts')).slackSink),
  },
  webhook: {
    turnedOnBy: 'notify.webhook.url',
    isTurnedOn: ({ notify: { webhook } }) => webhook.url !== '',
    limitMs: 60_000,
    load: async () => withArchive((await import('../notify/webhook/deliver.ts')).webhookSink),
  },
  textfile: {
    turnedOnBy: 'notify.metrics.textfile',
    isTurnedOn: ({ notify: { metrics } }) => metrics.textfile !== '',
    limitMs: 30_000,
    load: async () => withArchive((await import('../notify/metrics/deliver.ts')).textfileSink),
  },
  pushgateway: {
    turnedOnBy: 'notify.metrics.pushgateway',
    isTurnedOn: ({ notify: { metrics } }) => metrics.pushgateway !== '',
    limitMs: 60_000,
    load: async () => withArchive((await import('../notify/metrics/deliver.ts')).pushgatewaySink),
  },
  'remote-write': {
    turnedOnBy: 'notify.metrics.remoteWrite.url',
    isTurnedOn: ({ notify: { metrics } }) => metrics.remoteWrite.url !== '',
    limitMs: 60_000,
    load: async () => withArchive((await import('../notify/metrics/remote-write/deliver.ts')).remoteWriteSink),
  },
  github: {
    turnedOnBy: 'notify.github, in a job of GitHub Actions',
    isTurnedOn: ({ notify }) => notify.github && Boolean(process.env['GITHUB_STEP_SUMMARY']),
    limitMs: 30_000,
    load: async () => withArchive((await import('../notify/github/deliver.ts')).githubSink),
  },
};
