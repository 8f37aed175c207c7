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
    "not the name of an image; it is written as in 'registry.example.com/shakedown:0.1.0', in small letters and without https://",
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
      suite: dnsLabel.default('shakedown').describe('Where the Lease and the probe agents live'),
      workloads: dnsLabel.default('shakedown-workloads').describe('Where specs deploy what they test with'),
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
          'Only this namespace, with rights in it alone: what needs more is left out, and reported as not covered. Empty: the cluster',
        ),
      namespaces: z
        .array(z.string())
        .default([])
        .describe('Only these namespaces; each that is named in full must exist. Empty: all. `*` matches any text'),
      excludeNamespaces: z.array(z.string()).default([]).describe('Never these namespaces. `*` matches any text'),
      labelSelector: z.string().default('').describe('Only objects that carry these labels, as kubectl takes it'),
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
      focus: pattern.default('').describe('Only tests whose id or title matches this regular expression'),
      skip: pattern.default('').describe('No test whose id or title matches this regular expression'),
      dryRun: z.boolean().default(false).describe('List the tests that would run and judge nothing'),
      disruptive: z.boolean().default(false).describe('Also run checks that disturb what is not the suite’s own'),
      concurrency: z.number().int().min(1).max(1_000).default(64).describe('Checks under way at the same time'),
      deadline: duration.default('45m').describe('Timeout of the whole run: it ends by then, with what it has'),
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
          'Image of Locust, one built from workloads/locust or the official one. Empty: checks under load are skipped, and `shakedown loadtest` takes the official one',
        ),
      namespace: dnsLabel.default('loadtest').describe('Where `shakedown loadtest` sets up Locust'),
      bounds: z
        .strictObject({
          workers: z.number().int().min(1).default(20).describe('The most workers of a load test'),
          users: z.number().int().min(1).default(10_000).describe('The most users of a load test'),
          rate: z.number().positive().default(10_000).describe('The most requests per second; more are held back'),
          duration: duration.default('1h').describe('The longest load; then it is stopped, whoever started it'),
        })
        .prefault({})
        .describe('What no load test may go beyond'),
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
            .describe('Share of periods in which a worker may be held back by its CPU limit'),
          lateP99: duration.default('50ms').describe('How late the event loop of a worker may be, 99 times of 100'),
          rateShare: z
            .number()
            .positive()
            .max(1)
            .default(0.95)
            .describe('Share of the rate asked for that has to be reached'),
        })
        .prefault({})
        .describe('From where on the figures of a load test are not trusted'),
      worker: resources({ cpu: '250m', memory: '128Mi', memoryLimit: '512Mi' }).describe(
        'Of each worker. It should have no CPU limit: held back, it measures itself',
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
        .describe('Target of the HPA that the suite makes, in percent of the CPU request'),
      minReplicas: z.number().int().min(1).default(1).describe('Of the HPA that the suite makes'),
      maxReplicas: z.number().int().min(2).default(10).describe('Of the HPA that the suite makes'),
      factor: z
        .number()
        .min(1.2)
        .max(20)
        .default(3)
        .describe('How many times its CPU target the load is to bring the target app to'),
      rate: z.number().positive().default(500).describe('The most requests per second on the way there'),
      slack: duration.default('15s').describe('What each part of a reaction may take beyond the clocks'),
      podStart: duration.default('20s').describe('How long a pod may take from being created to ready'),
      clocks: z
        .strictObject({
          kubelet: duration.default('10s').describe('How often the kubelet takes a CPU sample'),
          metrics: duration.default('15s').describe('How often metrics-server collects them (`--metric-resolution`)'),
          sync: duration.default('15s').describe('How often the HPA controller looks'),
          stabilisation: duration.default('5m').describe('How long an HPA keeps to its highest recommendation'),
          tolerance: z
            .number()
            .min(0)
            .max(1)
            .default(0.1)
            .describe('How far from its target a metric may be without a decision'),
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
