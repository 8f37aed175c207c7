import { stringify } from 'yaml';
import { rulesFor } from '../../cluster/rights/roles.ts';
import type { Manifest } from '../../cluster/cluster.ts';
import { differences } from '../../config/differences.ts';
import type { Config } from '../../config/schema.ts';
import { withPodDefaults } from '../../objects/create/apply-defaults.ts';
import { suiteImage } from '../../objects/image.ts';
import { suiteLabels } from '../../objects/suite-labels.ts';
import { leaseRights } from '../../objects/lease/lease.ts';
import { milliseconds } from '../../time/duration.ts';
import { loadRights } from '../../instruments/load/load-rights.ts';
import { tokenRights } from '../access/token-secret.ts';
import { PROPERTIES_HELP, PROPERTY_DEFAULTS } from '../spec/property-keys.ts';
import { selfService } from './self-service-names.ts';

const CONFIG_DIRECTORY = '/etc/shakedown';
const CONFIG_FILE = 'shakedown.config.yaml';
/** The time for setup, last figures and clean-up, in addition to the load itself. */
const OVERHEAD_SECONDS = 900;
const RBAC = 'rbac.authorization.k8s.io';

/** An example script to begin with. */
const EXAMPLE = `from locust import FastHttpUser, between, task


class Visitor(FastHttpUser):
    wait_time = between(0.5, 1.5)

    @task
    def home(self):
        self.client.get("/")
`;

/**
 * The objects that users own: properties, scripts and secrets. They are created when they are absent, and never changed.
 */
export function userManifests(namespace: string, config: Config): Manifest[] {
  const metadata = (name: string) => ({ name, namespace, ...commonMetadata(config) });
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(selfService.properties),
      data: {
        README: PROPERTIES_HELP,
        ...PROPERTY_DEFAULTS,
        LOCUST_SCRIPT: 'example.py',
        THRESHOLDS: 'failures < 1%\n',
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(selfService.scripts),
      data: { 'example.py': EXAMPLE },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata(selfService.secret), type: 'Opaque' },
  ];
}

/** The objects that the suite owns: account, permissions, bounds and the suspended CronJobs. Each install applies them again. */
export function ownManifests(namespace: string, config: Config): Manifest[] {
  const metadata = (name: string) => ({ name, namespace, ...commonMetadata(config) });
  const { account, config: configMap } = selfService;
  const file = stringify(differences({ ...config, load: { ...config.load, namespace } }));
  const binding = {
    roleRef: { apiGroup: RBAC, kind: 'Role', name: account },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(account), automountServiceAccountToken: false },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: metadata(account),
      rules: rulesFor([...loadRights, ...leaseRights, ...tokenRights(selfService.platform)]),
    },
    { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata: metadata(account), ...binding },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(configMap), data: { [CONFIG_FILE]: file } },
    cronJob(namespace, config, selfService.setup, ['setup']),
    cronJob(namespace, config, selfService.run, ['run', '--results-dir', '/tmp/results', '--keep-report']),
    cronJob(namespace, config, selfService.cleanup, ['cleanup']),
  ];
}

function cronJob(namespace: string, config: Config, name: string, args: readonly string[]): Manifest {
  const common = commonMetadata(config);
  const longest = milliseconds(config.load.bounds.duration) / 1_000 + OVERHEAD_SECONDS;
  const command = ['loadtest', ...args, '--namespace', namespace, '--config', `${CONFIG_DIRECTORY}/${CONFIG_FILE}`];
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace, ...common },
    spec: {
      // It is always suspended, and users trigger it. It has a schedule only because a CronJob must have one.
      suspend: true,
      schedule: '0 0 1 1 *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        metadata: common,
        spec: {
          // A retry would hide a failed load test.
          backoffLimit: 0,
          activeDeadlineSeconds: longest,
          ttlSecondsAfterFinished: 7 * 24 * 3_600,
          template: { metadata: common, spec: podSpec(config, command) },
        },
      },
    },
  };
}

function podSpec(config: Config, command: readonly string[]): unknown {
  const pod = {
    restartPolicy: 'Never',
    serviceAccountName: selfService.account,
    automountServiceAccountToken: true,
    // Long enough to clean up when the Job is deleted.
    terminationGracePeriodSeconds: 90,
    containers: [
      {
        name: 'loadtest',
        image: suiteImage(config),
        args: command,
        env: [
          { name: 'SHAKEDOWN_POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'SHAKEDOWN_POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
        ],
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_DIRECTORY, readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: selfService.config } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
  return withPodDefaults(pod, config.objects);
}

function commonMetadata({ objects }: Config) {
  return {
    labels: { ...objects.labels, [suiteLabels.managedByLabel]: suiteLabels.managedBy },
    annotations: objects.annotations,
  };
}
