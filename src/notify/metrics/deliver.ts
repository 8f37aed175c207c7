import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { replaceFile } from '../../publish/replace-file.ts';
import { systemClock, type Clock } from '../../time/clock.ts';
import { sendTo } from '../http/answer-problem.ts';
import { authorization } from '../http/authorization.ts';
import { channelFetch } from '../http/channel-fetch.ts';
import { eventOfRun, type ToldRun } from '../tell-once.ts';
import { runMetrics } from './run-metrics.ts';

/**
 * Writes the metrics of a run for the textfile collector of node-exporter, which reads the file at any time: completely or not at all.
 * https://github.com/prometheus/node_exporter#textfile-collector
 * @throws ShakedownError NOTIFY_UNWRITABLE
 */
export async function textfileSink(run: ToldRun, signal: AbortSignal): Promise<string> {
  const { textfile } = run.config.notify.metrics;
  const text = await runMetrics(run.results, await eventOfRun(run, signal));
  try {
    await replaceFile(textfile, text);
  } catch (error) {
    throw new ShakedownError('NOTIFY_UNWRITABLE', {
      ...{
        meaning: 'usage',
        expected: 'the file of notify.metrics.textfile to be written',
        seen: messageOf(error, textfile),
      },
      ...{ todo: 'create its directory, or name another file', cause: error },
    });
  }
  return `wrote ${textfile}`;
}

/**
 * Pushes the metrics of a run to a Pushgateway, where they replace those of the run before.
 * https://github.com/prometheus/pushgateway#put-method
 * @throws ShakedownError NOTIFY_NO_SECRET, NOTIFY_REFUSED, NOTIFY_UNREACHABLE, NOTIFY_UNTRUSTED, NOTIFY_CA
 */
export async function pushgatewaySink(run: ToldRun, signal: AbortSignal, clock: Clock = systemClock): Promise<string> {
  const { pushgateway, username, password } = run.config.notify.metrics;
  const body = await runMetrics(run.results, await eventOfRun(run, signal));
  // A name may have slashes, which only this form of a label takes.
  const cluster = Buffer.from(run.results.run.cluster.name).toString('base64url');
  const url = `${pushgateway.replace(/\/+$/, '')}/metrics/job/shakedown/cluster@base64/${cluster || '='}`;
  const headers = {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    ...(await authorization({ username, password }, 'notify.metrics', signal)),
  };
  const fetch = await channelFetch(run.config.notify, { clock, signal, isRepeatable: () => true });
  const sent = { to: 'the Pushgateway', key: 'notify.metrics.pushgateway', url };
  await sendTo(sent, async () => await fetch(url, { method: 'PUT', headers, body }), signal);
  return `pushed to ${URL.parse(pushgateway)?.host ?? 'the Pushgateway'}`;
}
