import { compress } from 'snappyjs';
import { systemClock, type Clock } from '../../../time/clock.ts';
import { sendTo } from '../../http/answer-problem.ts';
import { authorization } from '../../http/authorization.ts';
import { channelFetch } from '../../http/channel-fetch.ts';
import { eventOfRun, type ToldRun } from '../../tell-once.ts';
import { runSamples } from '../run-metrics.ts';
import { writeRequest } from './write-request.ts';

const OUT_OF_ORDER =
  'publish runs in their order, and within an hour of their end: most servers take no sample that is older than the newest ones, or that differs from one they have';
const NOT_A_RECEIVER =
  'check the path (Prometheus: /api/v1/write), and that it receives: Prometheus with --web.enable-remote-write-receiver';

/** What to do about an answer, by its status. */
const TODO_BY_STATUS: Readonly<Record<number, string>> = {
  400: OUT_OF_ORDER,
  404: NOT_A_RECEIVER,
  405: NOT_A_RECEIVER,
  409: OUT_OF_ORDER,
};

/**
 * Sends the metrics of a run by remote write 1.0, each as one sample at the time when the run ended, or when its cluster could not be deleted, so that sending them again changes nothing.
 * They are those of the text file, with the label `job`.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 * @throws ShakedownError NOTIFY_NO_SECRET, NOTIFY_REFUSED, NOTIFY_UNREACHABLE, NOTIFY_UNTRUSTED, NOTIFY_CA
 */
export async function remoteWriteSink(run: ToldRun, signal: AbortSignal, clock: Clock = systemClock): Promise<string> {
  const { results, config } = run;
  const { url, headers, ...login } = config.notify.metrics.remoteWrite;
  const samples = await runSamples(results, await eventOfRun(run, signal));
  const { endedAt, leftCluster } = results.run;
  // What differs from what was sent before needs a time of its own.
  const at = leftCluster?.at ?? endedAt;
  const request = {
    method: 'POST',
    headers: {
      ...headers,
      ...{ 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
      ...{ 'x-prometheus-remote-write-version': '0.1.0', 'user-agent': `shakedown/${results.run.suiteVersion}` },
      ...(await authorization(login, 'notify.metrics.remoteWrite', signal)),
    },
    body: compress(writeRequest(samples, at === undefined ? clock.date().getTime() : Date.parse(at))),
  };
  const fetch = await channelFetch(config.notify, { clock, signal, isRepeatable: () => true });
  const sent = { to: 'the server of remote write', key: 'notify.metrics.remoteWrite.url', url, todo: TODO_BY_STATUS };
  await sendTo(sent, async () => await fetch(url, request), signal);
  return `sent ${samples.length} samples to ${URL.parse(url)?.host ?? 'the server of remote write'}`;
}
