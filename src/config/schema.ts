import { z } from 'zod';
import { isDuration, type Duration } from '../time/duration.ts';

const duration = z.custom<Duration>((value) => typeof value === 'string' && isDuration(value), {
  error: "write a duration as a number and its unit: '500ms', '90s', '3m', '2h'",
});
const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'write lower-case letters, digits and dashes, as in a namespace name');
const texts = z.record(z.string(), z.string());

const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.number().int().optional(),
});

const resources = z.strictObject({ cpu: z.string(), memory: z.string() });

/** The whole configuration. Every key has a default, so an empty file is a valid one. */
export const configSchema = z.strictObject({
  cluster: z
    .strictObject({
      name: z.string().min(1).default('cluster').describe('Name of the cluster in results, history and messages'),
    })
    .prefault({}),
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
    .prefault({}),
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
    .prefault({}),
  run: z
    .strictObject({
      targets: z
        .array(z.string())
        .default([])
        .describe('Areas of specs to run; empty: all that is safe. `apps` stands for `workloads`'),
      focus: z.string().default('').describe('Only tests whose id or title matches this regular expression'),
      skip: z.string().default('').describe('No test whose id or title matches this regular expression'),
      dryRun: z.boolean().default(false).describe('List the tests that would run and judge nothing'),
      disruptive: z.boolean().default(false).describe('Also run checks that disturb what is not the suite’s own'),
      concurrency: z.number().int().min(1).max(1_000).default(64).describe('Checks under way at the same time'),
      deadline: duration.default('45m').describe('The whole run ends by then, with what it has'),
      specs: z.string().default('').describe('A directory of further spec files'),
    })
    .prefault({}),
  time: z
    .strictObject({
      settle: duration.default('3m').describe('How long a workload may take to be at its desired state'),
      rollout: duration.default('2m').describe('How long each step of a Deployment of the suite may take'),
    })
    .prefault({}),
  objects: z
    .strictObject({
      labels: texts.default({}).describe('On everything the suite creates'),
      annotations: texts.default({}).describe('On everything the suite creates'),
      resources: z
        .strictObject({
          requests: resources.default({ cpu: '50m', memory: '64Mi' }),
          limits: z.strictObject({ cpu: z.string().optional(), memory: z.string() }).default({ memory: '256Mi' }),
        })
        .prefault({})
        .describe('Of each container the suite creates'),
      tolerations: z.array(toleration).default([]).describe('Of each pod the suite creates, besides those it needs'),
      nodeSelector: texts.default({}).describe('Of each pod the suite creates'),
      imagePullSecrets: z.array(z.string()).default([]).describe('Names of Secrets in the namespaces of the suite'),
      imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent'),
      timeToLive: duration
        .default('2h')
        .describe('After this long `shakedown cleanup` may remove what a killed run left'),
    })
    .prefault({}),
  sonobuoy: z
    .strictObject({
      path: z.string().default('sonobuoy').describe('The sonobuoy program, 0.57.3 or newer'),
      image: z
        .string()
        .default('sonobuoy/sonobuoy:v0.57.3')
        .describe(
          'Image of aggregator and worker; always passed, because the newest versions’ own default was never published',
        ),
      namespace: dnsLabel.default('sonobuoy'),
      imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent'),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
