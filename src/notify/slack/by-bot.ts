import { WebClient } from '@slack/web-api';
import { messageOf, type ShakedownError } from '../../errors/shakedown-error.ts';
import type { ChartImage } from '../chart/chart-images.ts';
import type { Fetch } from '../http/patient-fetch.ts';
import type { SlackMessage } from './block.ts';
import { slackCode, slackProblem, type SlackRefusal } from './slack-problem.ts';

/** What a bot posts: the message, and what follows in its thread. */
export interface BotPost {
  message: SlackMessage;
  details?: SlackMessage | undefined;
  /** Draws the charts. An error of it does not matter to the message. */
  charts: () => Promise<readonly ChartImage[]>;
}

/** How a bot reaches Slack. */
export interface BotAccess {
  /** A secret. */
  token: string;
  channel: string;
  /** The address of the API. */
  api: string;
  /** Repeats what may be repeated. */
  fetch: Fetch;
}

/** Methods that post something each time that they are called. */
const POSTING = /\/(?:chat\.postMessage|files\.completeUploadExternal)$/;

/** Whether a request may be repeated although it may have arrived. */
export function isRepeatableForBot(url: string): boolean {
  return !POSTING.test(url);
}

/**
 * Posts a message as a bot, its details and its charts in the thread of it. What fails after the message was posted does not matter to it, and is part of
 * what is returned.
 * https://docs.slack.dev/reference/methods/chat.postMessage, https://docs.slack.dev/messaging/working-with-files#upload
 * @throws those of `slackProblem` when the message was not posted.
 */
export async function postByBot({ message, details, charts }: BotPost, access: BotAccess): Promise<string> {
  const { token, channel, api, fetch } = access;
  const client = new WebClient(token, {
    slackApiUrl: api,
    fetch,
    // The given `fetch` repeats requests.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // Its logger would write to standard output, which belongs to the summary.
    logger: silent,
  });
  const post = (where: { channel: string; thread_ts?: string }, { text, blocks }: SlackMessage) =>
    // It is no message between windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    client.chat.postMessage({ ...where, text, blocks, unfurl_links: false, unfurl_media: false });
  const posted = await post({ channel }, message).catch((error: unknown) => {
    throw problemOf(error, channel);
  });
  const thread = { channel: posted.channel ?? channel, thread_ts: posted.ts ?? '' };
  const failed: string[] = [];
  const attempt = async (what: string, action: () => Promise<unknown>) => {
    try {
      await action();
    } catch (error) {
      failed.push(`${what}: ${problemOf(error, channel).seen}`);
    }
  };
  if (details) await attempt('its details', () => post(thread, details));
  const images = await charts().catch((error: unknown) => {
    failed.push(`its charts: ${messageOf(error)}`);
    return [];
  });
  for (const { name, png, title, description } of images)
    await attempt(`the chart ${name}`, () =>
      client.filesUploadV2({
        ...{ channel_id: thread.channel, thread_ts: thread.thread_ts, file: Buffer.from(png) },
        ...{ filename: name, title, alt_text: description },
      }),
    );
  return [`told ${channel}`, ...(failed.length > 0 ? [`without ${failed.join(', and ')}`] : [])].join(', ');
}

/** What is thrown by the library, as one of ours. */
function problemOf(thrown: unknown, channel: string): ShakedownError {
  return slackProblem('token', `channel ${channel}`, refusalOf(thrown));
}

/** https://docs.slack.dev/tools/node-slack-sdk/web-api#handle-errors */
function refusalOf(thrown: unknown): SlackRefusal {
  const { code, data, statusCode, retryAfter } = thrown as {
    code?: string;
    data?: { error?: unknown };
    statusCode?: number;
    retryAfter?: number;
  };
  switch (code) {
    case 'slack_webapi_platform_error': {
      const answer = slackCode(data?.error);
      return answer === undefined ? {} : { code: answer };
    }
    case 'slack_webapi_http_error':
      return statusCode === undefined ? { thrown } : { status: statusCode };
    case 'slack_webapi_rate_limited_error':
      return { status: 429, ...(retryAfter !== undefined && { retryAfter }) };
    default:
      return { thrown };
  }
}

const nothing = () => {};
const silent = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing },
  ...{ setLevel: nothing, setName: nothing, getLevel: () => 'error' as never },
};
