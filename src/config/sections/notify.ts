import { z } from 'zod';
import { SECRET_PLACES, secretPlace, secretPlaceOf } from './secret-place.ts';

/**
 * Which runs a channel is told.
 *
 * - `changes`: a first failure, failures that changed, a repair, and a run without a verdict after one with another end; not the same red every night.
 * - `failures`: every run that did not pass, and a repair.
 * - `always`: every run.
 * - `never`: none.
 */
export const tellChoices = ['changes', 'failures', 'always', 'never'] as const;

const tell = (who: string) =>
  z
    .enum(tellChoices)
    .default('changes')
    .describe(
      `Which runs ${who} told: \`changes\` (a first failure, other failures than before, a repair, a run without a verdict), \`failures\` (every run that did not pass, and a repair), \`always\`, \`never\``,
    );
const address = z
  .string()
  .refine(
    (text) => text === '' || /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
    'no address; begin it with https:// or http://',
  );

/** An address, or where one is that is a secret. What is written there is never repeated. */
const addressOrPlace = z
  .string()
  .refine((text) => address.safeParse(text).success || secretPlaceOf(text) !== undefined, {
    error:
      "no address; begin it with 'https://' or 'http://', or write its place: 'file:/path', 'env:NAME' or 'secret:namespace/name/key'",
    params: { isSecret: true },
  });

/** Who is told about a run when it has ended. */
export const notify = z
  .strictObject({
    reportUrl: address
      .default('')
      .describe(
        'Address of the report that messages link to; `{cluster}` and `{run}` in it are replaced: `https://reports.example.com/{cluster}/{run}/report.html`',
      ),
    slack: z
      .strictObject({
        tell: tell('Slack is'),
        webhook: secretPlace.describe(`Where the URL of an incoming webhook is: ${SECRET_PLACES}. The URL is a secret`),
        token: secretPlace.describe(
          `Where the token of a bot is, with the scopes \`chat:write\` and \`files:write\`: ${SECRET_PLACES}. With it, charts and details are in a thread; it is used rather than the webhook`,
        ),
        channel: z
          .string()
          .regex(/^[#\w-]{0,80}$/, 'no channel; write its id as in C0123456789, or its name')
          .default('')
          .describe('Channel for the bot: its id, or its name'),
        api: address.default('https://slack.com/api/').describe('Address of the Slack API, for GovSlack or a proxy'),
      })
      .prefault({})
      .describe('Messages in Slack'),
    webhook: z
      .strictObject({
        tell: tell('the webhook is'),
        url: addressOrPlace
          .default('')
          .describe(
            `Address that receives each event as a CloudEvent in JSON; one that is a secret itself, as of an automation service, by its place: ${SECRET_PLACES}`,
          ),
        secret: secretPlace.describe(
          `Where the secret that signs events is: ${SECRET_PLACES}. As \`whsec_\` and Base64, or any text. Empty: not signed`,
        ),
      })
      .prefault({})
      .describe('Events for a program of your own'),
    metrics: z
      .strictObject({
        textfile: z
          .string()
          .regex(/^(.*\.prom)?$/s, 'no name that the textfile collector reads; let it end in .prom')
          .default('')
          .describe(
            'File that the metrics of a run are written to, for the textfile collector of node-exporter: `/var/lib/node_exporter/shakedown.prom`',
          ),
        pushgateway: address
          .default('')
          .describe('Address of a Pushgateway that the metrics of a run are pushed to, grouped by job and cluster'),
        username: z.string().default('').describe('User name for the Pushgateway'),
        password: secretPlace.describe(`Where the password for the Pushgateway is: ${SECRET_PLACES}`),
        remoteWrite: z
          .strictObject({
            url: address
              .default('')
              .describe(
                'Address that the metrics of a run are sent to by remote write 1.0: `https://prometheus.example.com/api/v1/write`',
              ),
            username: z.string().default('').describe('User name for that server'),
            password: secretPlace.describe(`Where the password for it is: ${SECRET_PLACES}`),
            bearerToken: secretPlace.describe(
              `Where a bearer token for it is, which is used rather than a user name: ${SECRET_PLACES}`,
            ),
            headers: z
              .record(z.string().regex(/^[-\w]+$/, 'no name of a header'), z.string())
              .default({})
              .describe('Headers of each request, such as `X-Scope-OrgID` with the name of a tenant; no secrets'),
          })
          .prefault({})
          .describe('Metrics by remote write, for Prometheus, Mimir, Thanos and VictoriaMetrics'),
      })
      .prefault({})
      .describe('Metrics for dashboards and alerts; every run is counted'),
    ca: z
      .string()
      .default('')
      .describe(
        'File with certificate authorities, in PEM, that servers of channels are trusted by besides those of the machine. Empty: none',
      ),
    github: z
      .boolean()
      .default(true)
      .describe('Whether a run in a job of GitHub Actions writes the job summary, and annotations for what failed'),
  })
  .prefault({})
  .describe('Who is told about a run when it has ended');
