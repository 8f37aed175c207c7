import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';
import { certificateProblem } from '../../tls/certificate-problem.ts';
import { systemCode } from '../http/patient-fetch.ts';

/** What Slack refused or did not do, as its libraries tell it. */
export interface SlackRefusal {
  /** `channel_not_found`, or undefined where there was no such answer. */
  code?: string;
  /** The status of HTTP, unless the answer came with 200. */
  status?: number;
  /** Seconds that Slack asks to wait. */
  retryAfter?: number;
  /** What was thrown, when there was no answer. */
  thrown?: unknown;
}

/** How a channel is reached. */
export type SlackWay = 'webhook' | 'token';

const CREDENTIALS: Readonly<Record<string, string>> = {
  invalid_auth: 'does not know the token',
  not_authed: 'got no token',
  token_revoked: 'says that the token was revoked',
  token_expired: 'says that the token has expired',
  account_inactive: 'says that the account of the token was deactivated',
  invalid_token: 'does not know the webhook',
  no_service: 'says that the webhook was removed or disabled',
  no_service_id: 'does not know the webhook',
  no_team: 'does not know the workspace of the webhook',
  team_disabled: 'says that the workspace of the webhook is disabled',
  missing_scope: 'says that the token lacks a scope',
  action_prohibited: 'says that an administrator restricts the webhook',
};
const CHANNEL: Readonly<Record<string, string>> = {
  channel_not_found: 'knows no such channel, or the bot may not see it',
  is_archived: 'says that the channel is archived',
  channel_is_archived: 'says that the channel is archived',
  not_in_channel: 'says that the bot is not in the channel',
  restricted_action: 'says that an administrator restricts who may post there',
  posting_to_general_channel_denied: 'says that nobody may post to the general channel by a webhook',
};

/**
 * What Slack did, as an error with one sentence; pure. It never has the token or the address of the webhook.
 * @param where the channel, or `the channel of the webhook`.
 */
export function slackProblem(way: SlackWay, where: string, refusal: SlackRefusal): ShakedownError {
  const { code = '', status, retryAfter, thrown } = refusal;
  const key = way === 'webhook' ? 'notify.slack.webhook' : 'notify.slack.token';
  const expected = `Slack to accept a message for ${where}`;
  const error = (name: string, meaning: Meaning, seen: string, todo: string) =>
    new ShakedownError(name, { meaning, expected, seen: `Slack ${seen}`, todo });
  const [credentials, channel] = [CREDENTIALS[code], CHANNEL[code]];
  if (credentials !== undefined)
    return error('SLACK_CREDENTIALS', 'usage', `${credentials} (${code})`, `renew what ${key} names`);
  if (channel !== undefined)
    return error(
      'SLACK_CHANNEL',
      'usage',
      `${channel} (${code}): ${where}`,
      way === 'webhook'
        ? `create a webhook for another channel, and name it by ${key}`
        : 'check notify.slack.channel, and invite the bot to it',
    );
  if (status === 429 || retryAfter !== undefined)
    return error(
      'SLACK_BUSY',
      'infrastructure',
      `accepts no more messages now${retryAfter === undefined ? '' : `, and asks to wait ${retryAfter} s`}`,
      'publish the run again later: shakedown publish RUN',
    );
  if (thrown !== undefined) {
    const why = systemCode(thrown);
    const address = way === 'webhook' ? key : 'notify.slack.api';
    const problem = why === undefined ? undefined : certificateProblem(why, { address, authorities: 'notify.ca' });
    if (problem) return error('SLACK_UNTRUSTED', 'infrastructure', `${problem.seen} (${why})`, problem.todo);
    const isLate = thrown instanceof Error && /TimeoutError|AbortError/.test(nameOf(thrown));
    const seen = isLate
      ? 'did not answer in time; the message may have arrived all the same'
      : `cannot be reached${why === undefined ? '' : ` (${why})`}`;
    return error(
      'SLACK_UNREACHABLE',
      'infrastructure',
      seen,
      'check the network from here, then: shakedown publish RUN',
    );
  }
  if (status !== undefined && status >= 500)
    return error(
      'SLACK_UNREACHABLE',
      'infrastructure',
      `has a fault of its own (${status})${status === 503 ? '' : '; the message may have arrived all the same'}`,
      'publish the run again later: shakedown publish RUN',
    );
  const answer = code === '' ? `with ${status ?? 'an answer that is not its own'}` : `(${code})`;
  return error('SLACK_REFUSED', 'suite', `refuses the message ${answer}`, 'report it, with the results of the run');
}

/** The name of an error, or of the one that caused it. */
function nameOf(error: Error): string {
  return error.cause instanceof Error ? `${error.name} ${nameOf(error.cause)}` : error.name;
}

/** The code in an answer of Slack; undefined when the text is something else, which may be anything. */
export function slackCode(text: unknown): string | undefined {
  return typeof text === 'string' && /^[a-z_]{3,60}$/.test(text.trim()) ? text.trim() : undefined;
}
