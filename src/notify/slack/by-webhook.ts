import { IncomingWebhook, IncomingWebhookHTTPError } from '@slack/webhook';
import type { Fetch } from '../http/patient-fetch.ts';
import { retryAfter } from '../http/patient-fetch.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { SlackMessage } from './block.ts';
import { slackCode, slackProblem, type SlackRefusal } from './slack-problem.ts';

/** The hosts that a webhook may have without TLS. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** What a webhook posts. */
export interface WebhookPost {
  message: SlackMessage;
  /** The same without an image, if it has one. */
  plain?: SlackMessage;
}

/**
 * Posts a message by an incoming webhook. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * Slack refuses a message whose image it cannot load, as where the server of the archive is its users' own: then the message goes without it.
 * @param url a secret.
 * @param fetch that repeats what may be repeated.
 * @throws ShakedownError SLACK_WEBHOOK when the URL is none; those of `slackProblem`.
 */
export async function postByWebhook(url: string, { message, plain }: WebhookPost, fetch: Fetch): Promise<string> {
  const { protocol, hostname } = URL.parse(url) ?? {};
  if (protocol !== 'https:' && !LOOPBACK.has(hostname ?? ''))
    throw new ShakedownError('SLACK_WEBHOOK', {
      meaning: 'usage',
      expected: 'the URL of an incoming webhook of Slack, which begins with https://',
      seen: 'notify.slack.webhook names something else',
      todo: 'copy the URL from the page of the Slack app',
    });
  const answers: Response[] = [];
  const keeping: Fetch = async (input, init) => {
    const answer = await fetch(input, init);
    answers.push(answer);
    return answer;
  };
  const webhook = new IncomingWebhook(url, { fetch: keeping, retryConfig: { retries: 0 } });
  try {
    await webhook.send(message);
    return 'told the channel of the webhook';
  } catch (thrown) {
    const refusal: SlackRefusal =
      thrown instanceof IncomingWebhookHTTPError ? refusalOf(thrown, answers.at(-1)) : { thrown };
    if (plain && refusal.code === 'invalid_blocks')
      return `${await postByWebhook(url, { message: plain }, fetch)}, without its chart: Slack cannot load it`;
    throw slackProblem('webhook', 'the channel of the webhook', refusal);
  }
}

function refusalOf(
  { statusCode, body }: { statusCode: number; body: unknown },
  answer: Response | undefined,
): SlackRefusal {
  const code = slackCode(body);
  const wait = retryAfter(answer?.headers.get('retry-after') ?? null, { date: () => new Date() });
  return {
    status: statusCode,
    ...(code !== undefined && { code }),
    ...(wait !== undefined && { retryAfter: Math.ceil(wait / 1_000) }),
  };
}
