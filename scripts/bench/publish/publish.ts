import { join } from 'node:path';
import type { Progress } from '../../../src/terminal/progress.ts';
import { createBucket, CREDENTIALS } from '../../../test/no-cluster/archive/s3-server.ts';
import { startVersitygw } from '../../../test/no-cluster/archive/versitygw.ts';
import { SlackRules, WORKSPACE } from '../../../test/no-cluster/notify/slack-rules/server.ts';
import { runMeasured } from '../measured-process.ts';
import type { Section } from '../section.ts';
import { buildSuite } from '../suite-build.ts';
import { writeRun } from './example-run.ts';

const LIMIT_MS = 5 * 60_000;
const SIZE = { tests: 200, evidenceBytes: 20_000_000 };
const GOAL_SECONDS = 10;

/** Measures how long it takes until a run with evidence has a report, is archived, and was told to Slack, each by a server on this machine. */
export async function benchPublishing({
  rounds,
  directory,
  progress,
}: {
  rounds: number;
  directory: string;
  progress: Progress;
}): Promise<Section> {
  progress.now('publish: building the suite');
  const program = await buildSuite(join(directory, 'suite'));
  await using server = await startVersitygw(directory);
  await using slack = await SlackRules.start();
  await createBucket(server, 'runs');
  const env = { ...process.env, ...CREDENTIALS, HOOK: `${slack.origin}${WORKSPACE.hook}` };
  const settings = ['archive.bucket=runs', `archive.endpoint=${server.endpoint}`, 'notify.slack.webhook=env:HOOK'];
  const seen: { report: number; publish: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress.now(`publish: round ${round} of ${rounds}`);
    const place = join(directory, `run-${round}`);
    await writeRun(place, { ...SIZE, id: `run-${round}`, cluster: `cluster-${round}` });
    const report = await runMeasured(
      [process.execPath, program, 'report', place, '--output', join(place, 'report.html')],
      { env, withinMs: LIMIT_MS },
    );
    const publish = await runMeasured(
      [process.execPath, program, 'publish', place, ...settings.flatMap((one) => ['--set', one])],
      { env, withinMs: LIMIT_MS },
    );
    const files = SIZE.tests + 2;
    const isPublished = new RegExp(`archive: uploaded ${files} files .+\nslack: told the channel of the webhook\n`);
    const hasChart = JSON.stringify(slack.accepted.at(-1)?.blocks).includes('/charts/tests-by-area.png?');
    if (!isPublished.test(publish.tail) || !hasChart) throw new Error(`the run was not published: ${publish.tail}`);
    seen.push({ report: report.seconds, publish: publish.seconds });
  }
  const sums = seen.map(({ report, publish }) => report + publish);
  const slowest = Math.max(...sums);
  return {
    title: 'Publishing a run',
    facts: [
      `${SIZE.tests} tests, ${(SIZE.evidenceBytes / 1e6).toFixed(0)} MB of evidence, a file for each; versitygw and a server with the rules of Slack on this machine`,
      'each command is a process of its own, with its start; the message has a chart, by a link into the archive',
    ],
    tables: [
      {
        title: 'Seconds to the end of the command',
        rows: [
          ['round', '`shakedown report`', '`shakedown publish`', 'both'],
          ...seen.map(({ report, publish }, index) => [
            `${index + 1}`,
            ...[report, publish, report + publish].map((seconds) => seconds.toFixed(1)),
          ]),
        ],
      },
    ],
    goals: [
      {
        goal: `report, archive and Slack in ${GOAL_SECONDS} s`,
        seen: `${slowest.toFixed(1)} s, the slowest of ${rounds}`,
        met: slowest <= GOAL_SECONDS,
      },
    ],
    figures: { rounds: seen },
  };
}
