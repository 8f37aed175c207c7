import { systemClock, type Clock } from '../../time/clock.ts';
import type { RunEvent } from '../event/run-event.ts';
import { sendTo } from '../http/answer-problem.ts';
import { channelFetch } from '../http/channel-fetch.ts';
import { reportUrl } from '../report-url.ts';
import { readSecret } from '../secret.ts';
import { tellOnce, type ToldRun } from '../tell-once.ts';
import { cloudEvent } from './cloud-event.ts';
import { signatureHeaders } from './signature.ts';
import { webhookAddress } from './webhook-address.ts';

/**
 * Posts an event as a CloudEvent in structured mode, signed if there is a secret.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#32-structured-content-mode
 * @throws ShakedownError NOTIFY_NO_SECRET, NOTIFY_ADDRESS, NOTIFY_REFUSED, NOTIFY_UNREACHABLE, NOTIFY_UNTRUSTED, NOTIFY_CA
 */
export async function postEvent(
  event: RunEvent,
  { config }: Pick<ToldRun, 'config'>,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<string> {
  const { secret: place } = config.notify.webhook;
  const url = await webhookAddress(config.notify.webhook.url, { env: process.env, signal });
  const cloud = cloudEvent(event, reportUrl(config.notify.reportUrl, event));
  const body = JSON.stringify(cloud);
  const secret =
    place === '' ? undefined : await readSecret('notify.webhook.secret', place, { env: process.env, signal });
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    ...(secret !== undefined && signatureHeaders({ id: cloud.id, body, at: clock.date() }, secret)),
  };
  // A receiver knows an event by its id, so it may come twice.
  const fetch = await channelFetch(config.notify, { clock, signal, isRepeatable: () => true });
  const sent = { to: 'the webhook', key: 'notify.webhook.url', url };
  await sendTo(sent, async () => await fetch(url, { method: 'POST', headers, body }), signal);
  return `sent ${cloud.type} to ${URL.parse(url)?.host ?? 'the webhook'}`;
}

/** Posts an event about a run that has ended, if `notify.webhook.tell` says so, and once. */
export async function webhookSink(run: ToldRun, signal: AbortSignal): Promise<string> {
  return await tellOnce({ name: 'webhook', policy: ({ notify }) => notify.webhook.tell, tell: postEvent }, run, signal);
}
