import { z } from 'zod';
import { isDuration, type Duration } from '../time/duration.ts';

const duration = z
  .custom<Duration>((value) => typeof value === 'string' && isDuration(value), {
    error: "a duration is written as a number and its unit: '500ms', '90s', '3m', '2h'",
  })
  .meta({ type: 'string', pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h)$` });
const dnsLabel = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'only lower-case letters, digits and dashes, at most 63, as in a namespace name',
  );
const pattern = z.string().refine(isPattern, "not a regular expression; a bracket meant as text is written '\\['");
const quantity = z
  .string()
  .regex(
    /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/,
    "a quantity is written as a number and its unit: '50m', '0.5', '64Mi'",
  );
const texts = z.record(z.string(), z.string());
const pullPolicy = z.enum(['Always', 'IfNotPresent', 'Never']);

const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.number().int().optional(),
});

const resources = (defaults: { cpu: string; memory: string; memoryLimit: string }) =>
  z
    .strictObject({
      requests: z
        .strictObject({ cpu: quantity.default(defaults.cpu), memory: quantity.default(defaults.memory) })
        .prefault({}),
      limits: z.strictObject({ cpu: quantity.optional(), memory: quantity.default(defaults.memoryLimit) }).prefault({}),
    })
    .prefault({});

/** The whole configuration. Every key has a default, so an empty file is a valid one. */
export const configSchema = z.strictObject({
  cluster: z
    .strictObject({
      name: z.string().min(1).default('cluster').describe('Name of the cluster in results, history and messages'),
    })
    .prefault({})
    .describe('The cluster under test'),
  image: z
    .string()
    .default('')
    .describe(
      'Image of the suite; the target app and the probe agents run from it too. Empty: the image the runner itself runs from',
    ),
  namespaces: z
    .strictObject({
      suite: dnsLabel.default('shakedown').describe('Where the Lease and the probe agents live'),
      workloads: dnsLabel.default('shakedown-workloads').describe('Where specs deploy what they test with'),
    })
    .prefault({})
    .describe('The namespaces of the suite itself'),
  scope: z
    .strictObject({
      namespaces: z
        .array(z.string())
        .default([])
        .describe('Only these namespaces; empty: all. `*` stands for any text'),
      excludeNamespaces: z.array(z.string()).default([]).describe('Never these namespaces. `*` stands for any text'),
      labelSelector: z.string().default('').describe('Only objects that carry these labels, as kubectl takes it'),
      exclude: z
        .array(z.string())
        .default([])
        .describe('Never these objects: `deployment/<namespace>/<name>`. `*` stands for any text'),
    })
    .prefault({})
    .describe('Which objects of the cluster are judged'),
  run: z
    .strictObject({
      targets: z
        .array(z.string())
        .default([])
        .describe('Areas of specs to run; empty: all that is safe. `apps` stands for `workloads`'),
      focus: pattern.default('').describe('Only tests whose id or title matches this regular expression'),
      skip: pattern.default('').describe('No test whose id or title matches this regular expression'),
      dryRun: z.boolean().default(false).describe('List the tests that would run and judge nothing'),
      disruptive: z.boolean().default(false).describe('Also run checks that disturb what is not the suite’s own'),
      concurrency: z.number().int().min(1).max(1_000).default(64).describe('Checks under way at the same time'),
      deadline: duration.default('45m').describe('The whole run ends by then, with what it has'),
      specs: z.string().default('').describe('A directory of further spec files'),
    })
    .prefault({})
    .describe('What is run, and how'),
  time: z
    .strictObject({
      settle: duration.default('3m').describe('How long a workload may take to be at its desired state'),
      rollout: duration.default('2m').describe('How long each step of a Deployment of the suite may take'),
    })
    .prefault({})
    .describe('How long the cluster may take'),
  objects: z
    .strictObject({
      labels: texts.default({}).describe('On everything the suite creates'),
      annotations: texts.default({}).describe('On everything the suite creates'),
      resources: resources({ cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' }).describe(
        'Of each container the suite creates',
      ),
      tolerations: z.array(toleration).default([]).describe('Of each pod the suite creates, besides those it needs'),
      nodeSelector: texts.default({}).describe('Of each pod the suite creates'),
      imagePullSecrets: z.array(z.string()).default([]).describe('Names of Secrets in the namespaces of the suite'),
      imagePullPolicy: pullPolicy.default('IfNotPresent').describe('Of each container the suite creates'),
      timeToLive: duration
        .default('2h')
        .describe('After this long `shakedown cleanup` may remove what a killed run left'),
    })
    .prefault({})
    .describe('What the suite creates, fitted to the rules of the cluster'),
  sonobuoy: z
    .strictObject({
      path: z.string().default('sonobuoy').describe('The sonobuoy program, 0.57.3 or newer'),
      image: z
        .string()
        .default('sonobuoy/sonobuoy:v0.57.3')
        .describe(
          'Image of aggregator and worker; always passed, because the newest versions’ own default was never published',
        ),
      namespace: dnsLabel.default('sonobuoy').describe('Where Sonobuoy runs its aggregator and the plugin'),
      imagePullPolicy: pullPolicy.default('IfNotPresent').describe('Of aggregator and worker'),
      resources: resources({ cpu: '100m', memory: '192Mi', memoryLimit: '512Mi' }).describe(
        'Of the plugin’s own container',
      ),
    })
    .prefault({})
    .describe('How the suite runs as a Sonobuoy plugin'),
});

export type Config = z.output<typeof configSchema>;

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}
