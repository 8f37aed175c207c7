import { ShakedownError, whatIsWrong } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';
import { systemClock, type Clock } from '../../time/clock.ts';
import type { ChartImage } from '../chart/chart-images.ts';
import type { RunEvent } from '../event/run-event.ts';
import { channelFetch } from '../http/channel-fetch.ts';
import { reportUrl } from '../report-url.ts';
import { readSecret } from '../secret.ts';
import { tellOnce, type ToldRun } from '../tell-once.ts';
import { slackDetails, slackMessage, type MessageExtras } from './message.ts';

/**
 * Tells Slack about a run: as a bot if there is a token, else by the webhook.
 * @throws ShakedownError NOTIFY_NO_SECRET, SLACK_…; none has a secret in its text.
 */
export async function tellSlack(
  event: RunEvent,
  { results, config, linkToImage }: Pick<ToldRun, 'results' | 'config' | 'linkToImage'>,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<string> {
  const { slack, reportUrl: template } = config.notify;
  const report = reportUrl(template, event);
  const extras = report === undefined ? {} : { reportUrl: report };
  const sources = { env: process.env, signal };
  const patience = { clock, signal };
  // Each way loads what it alone needs.
  if (slack.token === '') {
    const { postByWebhook } = await import('./by-webhook.ts');
    const url = await readSecret('notify.slack.webhook', slack.webhook, sources);
    const fetch = await channelFetch(config.notify, { ...patience, isRepeatable: () => false });
    const { chart, problem } = linkToImage ? await linkedChart(results, (image) => linkToImage(image, signal)) : {};
    const did = await postByWebhook(
      url,
      {
        message: slackMessage(event, { ...extras, ...(chart && { chart }) }),
        ...(chart && { plain: slackMessage(event, extras) }),
      },
      fetch,
    );
    return problem === undefined ? did : `${did}, without its chart: ${problem}`;
  }
  if (slack.channel === '')
    throw new ShakedownError('SLACK_CHANNEL', {
      meaning: 'usage',
      expected: 'notify.slack.channel to name a channel for the bot',
      seen: 'it is empty',
      todo: 'set it to the id of the channel, as in C0123456789',
    });
  const token = await readSecret('notify.slack.token', slack.token, sources);
  const { isRepeatableForBot, postByBot } = await import('./by-bot.ts');
  const charts = async () => await (await import('../chart/chart-images.ts')).chartImages(results);
  return await postByBot(
    { message: slackMessage(event, extras, true), details: slackDetails(event), charts },
    {
      ...{ token, channel: slack.channel, api: slack.api },
      fetch: await channelFetch(config.notify, { ...patience, isRepeatable: isRepeatableForBot }),
    },
  );
}

/** The first chart of a run, as Slack can load it; without one, why. */
async function linkedChart(
  results: ToldRun['results'],
  link: (image: ChartImage) => Promise<string>,
): Promise<{ chart?: NonNullable<MessageExtras['chart']>; problem?: string }> {
  try {
    const { chartImages } = await import('../chart/chart-images.ts');
    const [image] = await chartImages(results);
    return image ? { chart: { url: await link(image), title: image.title, description: image.description } } : {};
  } catch (error) {
    return { problem: cleanLine(whatIsWrong(error), 300) };
  }
}

/** Tells Slack about a run that has ended, if `notify.slack.tell` says so, and once. */
export async function slackSink(run: ToldRun, signal: AbortSignal): Promise<string> {
  return await tellOnce({ name: 'slack', policy: ({ notify }) => notify.slack.tell, tell: tellSlack }, run, signal);
}
