import { z } from 'zod';
import { isImageName } from './image-name.ts';
import { isDuration, type Duration } from '../time/duration.ts';

const duration = z
  .custom<Duration>((value) => typeof value === 'string' && isDuration(value), {
    error: "a duration is written as a number and its unit: '500ms', '90s', '3m', '2h'",
  })
  .meta({ type: 'string', pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h)$` });
const LABEL_RULE = 'only lower-case letters, digits and dashes, at most 63, as in a namespace name';
const LABEL_OR_EMPTY = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/;
const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, LABEL_RULE);
const pattern = z.string().refine(isPattern, "not a regular expression; a bracket meant as text is written '\\['");
const imageName = z
  .string()
  .refine(
    (name) => name === '' || isImageName(name),
    "not the name of an image; write it as in 'registry.example.com/shakedown:0.1.0', in lower case and without https://",
  );
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
  image: imageName
    .default('')
    .describe(
      'Image of the suite; the target app and the probe agents run from it too. Empty: the image the runner itself runs from',
    ),
  namespaces: z
    .strictObject({
      suite: dnsLabel.default('shakedown').describe('Where the Lease and the probe agents are'),
      workloads: dnsLabel.default('shakedown-workloads').describe('Where specs deploy their test workloads'),
    })
    .prefault({})
    .describe('The namespaces of the suite itself'),
  scope: z
    .strictObject({
      onlyNamespace: z
        .string()
        .regex(LABEL_OR_EMPTY, LABEL_RULE)
        .default('')
        .describe(
          'Only this namespace, with permissions only in it: checks that need more are skipped, and reported as not covered. Empty: the cluster',
        ),
      namespaces: z
        .array(z.string())
        .default([])
        .describe('Only these namespaces; each one without `*` must exist. Empty: all. `*` matches any text'),
      excludeNamespaces: z.array(z.string()).default([]).describe('Never these namespaces. `*` matches any text'),
      labelSelector: z.string().default('').describe('Only objects with these labels, in the syntax of kubectl'),
      exclude: z
        .array(z.string())
        .default([])
        .describe(
          'Never these objects, by the id that results show: `workloads/deployment/<namespace>/<name>`, `workloads/node/<name>`, `autoscaling/hpa/<namespace>/<name>`. `*` matches any text; an entry that can match nothing is refused',
        ),
    })
    .prefault({})
    .describe('Which objects of the cluster are judged'),
  run: z
    .strictObject({
      targets: z
        .array(z.string())
        .default([])
        .describe('Areas of specs to run; empty: all that is safe. `apps` means `workloads`'),
      focus: pattern.default('').describe('Only tests with an id or title that matches this regular expression'),
      skip: pattern.default('').describe('No test with an id or title that matches this regular expression'),
      dryRun: z.boolean().default(false).describe('List the tests that would run and judge nothing'),
      disruptive: z.boolean().default(false).describe('Also run checks that disturb what is not the suite’s own'),
      concurrency: z.number().int().min(1).max(1_000).default(64).describe('Checks that run at the same time'),
      deadline: duration.default('45m').describe('Timeout of the whole run: it ends by then, with the results so far'),
      specs: z.string().default('').describe('A directory of further spec files; of the image, in a plugin: `/specs`'),
    })
    .prefault({})
    .describe('What is run, and how'),
  time: z
    .strictObject({
      settle: duration.default('3m').describe('Timeout for a workload to be at its desired state'),
      rollout: duration.default('2m').describe('Timeout for each step of a Deployment of the suite'),
    })
    .prefault({})
    .describe('Timeouts: how long the cluster may take'),
  objects: z
    .strictObject({
      labels: texts.default({}).describe('Of every object that the suite creates'),
      annotations: texts.default({}).describe('Of every object that the suite creates'),
      resources: resources({ cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' }).describe(
        'Of each container that the suite creates',
      ),
      tolerations: z
        .array(toleration)
        .default([])
        .describe('Of each pod that the suite creates, in addition to those that it needs'),
      nodeSelector: texts.default({}).describe('Of each pod that the suite creates'),
      imagePullSecrets: z.array(z.string()).default([]).describe('Names of Secrets in the namespaces of the suite'),
      imagePullPolicy: pullPolicy.default('IfNotPresent').describe('Of each container that the suite creates'),
      timeToLive: duration
        .default('2h')
        .describe('After this long `shakedown cleanup` may remove what a killed run left'),
    })
    .prefault({})
    .describe('The objects that the suite creates, to fit the rules of the cluster'),
  sonobuoy: z
    .strictObject({
      path: z.string().default('sonobuoy').describe('The sonobuoy program, 0.57.3 or newer'),
      image: imageName
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
  load: z
    .strictObject({
      image: imageName
        .default('')
        .describe(
          'Image of Locust, built from workloads/locust or the official one. Empty: checks under load are skipped, and `shakedown loadtest` uses the official one',
        ),
      namespace: dnsLabel.default('loadtest').describe('Where `shakedown loadtest` sets up Locust'),
      bounds: z
        .strictObject({
          workers: z.number().int().min(1).default(20).describe('Maximum workers of a load test'),
          users: z.number().int().min(1).default(10_000).describe('Maximum users of a load test'),
          rate: z.number().positive().default(10_000).describe('Maximum requests per second; more are delayed'),
          duration: duration.default('1h').describe('Maximum length of a load; then it is stopped, whoever started it'),
        })
        .prefault({})
        .describe('The bounds of every load test'),
      truth: z
        .strictObject({
          cpuShare: z
            .number()
            .positive()
            .max(1)
            .default(0.9)
            .describe('Share of a core, and of its CPU limit, that a worker may use'),
          throttledRatio: z
            .number()
            .min(0)
            .max(1)
            .default(0.1)
            .describe('Share of periods in which a worker may be throttled by its CPU limit'),
          lateP99: duration.default('50ms').describe('How late the event loop of a worker may be, 99 times of 100'),
          rateShare: z
            .number()
            .positive()
            .max(1)
            .default(0.95)
            .describe('Share of the requested rate that must be reached'),
        })
        .prefault({})
        .describe('The limits beyond which the figures of a load test are not trusted'),
      worker: resources({ cpu: '250m', memory: '128Mi', memoryLimit: '512Mi' }).describe(
        'Of each worker. It should have no CPU limit: a throttled worker measures itself',
      ),
      master: resources({ cpu: '100m', memory: '128Mi', memoryLimit: '512Mi' }).describe('Of the master'),
      connect: duration.default('300s').describe('Timeout for workers to connect to their master'),
    })
    .prefault({})
    .describe('Load by Locust'),
  autoscaling: z
    .strictObject({
      cpuPercent: z
        .number()
        .int()
        .min(1)
        .max(1_000)
        .default(50)
        .describe('Target of the HPA that the suite creates, in percent of the CPU request'),
      minReplicas: z.number().int().min(1).default(1).describe('Of the HPA that the suite creates'),
      maxReplicas: z.number().int().min(2).default(10).describe('Of the HPA that the suite creates'),
      factor: z
        .number()
        .min(1.2)
        .max(20)
        .default(3)
        .describe('The CPU use of the target app under load, as a multiple of its target'),
      rate: z.number().positive().default(500).describe('Maximum requests per second to reach it'),
      slack: duration.default('15s').describe('How much longer than the clocks each part of a reaction may take'),
      podStart: duration.default('20s').describe('How long a pod may take from its creation until it is ready'),
      clocks: z
        .strictObject({
          kubelet: duration.default('10s').describe('How often the kubelet takes a CPU sample'),
          metrics: duration.default('15s').describe('How often metrics-server collects them (`--metric-resolution`)'),
          sync: duration.default('15s').describe('How often the HPA controller reads the metrics'),
          stabilisation: duration.default('5m').describe('How long an HPA keeps its highest recommendation'),
          tolerance: z
            .number()
            .min(0)
            .max(1)
            .default(0.1)
            .describe('How far from its target a metric may be before the HPA scales'),
        })
        .prefault({})
        .describe('The clocks of the cluster, where it does not show them'),
    })
    .prefault({})
    .describe('How horizontal autoscaling is tested'),
});

export type Config = z.output<typeof configSchema>;

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}
