import { stringify } from 'yaml';
import { quantity } from '../src/cluster/pods/quantity.ts';
import { differences } from '../src/config/differences.ts';
import type { Config } from '../src/config/schema.ts';
import { SPECS_IN_IMAGE } from '../src/config/specs-in-image.ts';
import { ShakedownError } from '../src/errors/shakedown-error.ts';
import { realNodesOnly } from '../src/objects/real-nodes-only.ts';

/** The plugin's name in Sonobuoy: in `sonobuoy status`, in pod names, in `--plugin-env shakedown.KEY=value`. */
export const PLUGIN_NAME = 'shakedown';

/** Service account that Sonobuoy creates for itself; the plugin uses it unless it has its own one. */
const SONOBUOYS_ACCOUNT = 'sonobuoy-serviceaccount';

/** The input of a plugin definition. */
export interface DefinitionOptions {
  config: Config;
  /** In Sonobuoy's namespace. @default the one that Sonobuoy creates */
  serviceAccount?: string;
  /** Further environment variables of the plugin's container. */
  environment?: Readonly<Record<string, string>>;
  /** Whether the plugin publishes its run. @default true */
  publish?: boolean;
}

/**
 * The plugin's definition for Sonobuoy. A `podSpec` replaces Sonobuoy's own completely, so everything is set here; Sonobuoy's default, for
 * example, tolerates no `control-plane` taint.
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/pkg/plugin/manifest/manifest.go
 * @throws ShakedownError CONFIG_NO_IMAGE when no image is configured; CONFIG_RESOURCES when a limit is below its request, which every API
 * server refuses
 */
export function pluginDefinition({
  config,
  serviceAccount,
  environment = {},
  publish = true,
}: DefinitionOptions): object {
  if (config.image === '') {
    throw new ShakedownError('CONFIG_NO_IMAGE', {
      meaning: 'usage',
      expected: 'the image of the suite to be named',
      seen: 'no --image, no SHAKEDOWN_IMAGE and no `image` in the configuration',
      todo: 'push the image to a registry that the nodes can reach, and name it: --image REGISTRY/shakedown:TAG',
    });
  }
  assertLimitsCoverRequests(config.sonobuoy.resources);
  const { nightly: _, ...file } = differences(inTheImage(config), ['image', 'sonobuoy.path', 'run.deadline']);
  return {
    'sonobuoy-config': {
      driver: 'Job',
      'plugin-name': PLUGIN_NAME,
      // Without a known format Sonobuoy reports every plugin as passed, and without a file name it parses every .xml.
      'result-format': 'junit',
      'result-files': ['junit.xml'],
      description: 'Proves that a Kubernetes cluster carries its workloads.',
    },
    spec: container(config, environment, publish),
    podSpec: podSpec(config, serviceAccount ?? SONOBUOYS_ACCOUNT),
    ...(Object.keys(file).length > 0
      ? { 'config-map': { 'shakedown.config.yaml': stringify(file, { singleQuote: true }) } }
      : {}),
  };
}

/** If the API server refuses the plugin's pod, its message is not in Sonobuoy's archive: therefore this is checked here. */
function assertLimitsCoverRequests({ requests, limits }: Config['sonobuoy']['resources']): void {
  for (const name of ['cpu', 'memory'] as const) {
    const [request, limit] = [requests[name], limits[name]];
    if ((quantity(request) ?? 0) <= (quantity(limit) ?? Number.POSITIVE_INFINITY)) continue;
    const key = `sonobuoy.resources.limits.${name}`;
    throw new ShakedownError('CONFIG_RESOURCES', {
      meaning: 'usage',
      expected: `${key} to be at least the request`,
      seen: `a limit of ${limit} and a request of ${request}`,
      todo: `raise ${key}, or lower sonobuoy.resources.requests.${name}`,
    });
  }
}

/** The configured directory of specs is on this machine. In the cluster the runner reads the specs of the image instead. */
function inTheImage(config: Config): Config {
  return config.run.specs === '' ? config : { ...config, run: { ...config.run, specs: SPECS_IN_IMAGE } };
}

function container(config: Config, environment: Readonly<Record<string, string>>, publish: boolean): object {
  const variables = {
    SHAKEDOWN_IMAGE: config.image,
    // Sonobuoy discards all results when its own timeout (6 h unless --timeout says otherwise) is reached first.
    SHAKEDOWN_DEADLINE: config.run.deadline,
    SONOBUOY_DONE_FILE_DELAY: '1s',
    ...environment,
  };
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: 'plugin',
    image: config.image,
    imagePullPolicy: config.objects.imagePullPolicy,
    args: ['hand-over', ...(publish ? [] : ['--no-publish'])],
    env: [
      ...Object.entries(variables).map(([name, value]) => ({ name, value })),
      field('SHAKEDOWN_POD_NAME', 'metadata.name'),
      field('SHAKEDOWN_POD_NAMESPACE', 'metadata.namespace'),
    ],
    ...(config.sonobuoy.environmentFrom.length > 0
      ? // A Secret that is not there must not keep the plugin from running.
        { envFrom: config.sonobuoy.environmentFrom.map((name) => ({ secretRef: { name, optional: true } })) }
      : {}),
    resources: config.sonobuoy.resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

function podSpec(config: Config, serviceAccountName: string): object {
  const { nodeSelector, tolerations, imagePullSecrets } = config.objects;
  const exists = (key: string) => ({ key, operator: 'Exists' });
  return {
    serviceAccountName,
    restartPolicy: 'Never',
    // The runner ends within 20 s of SIGTERM; the archive, the worker's upload and its delay take further time.
    terminationGracePeriodSeconds: 90,
    enableServiceLinks: false,
    nodeSelector: { 'kubernetes.io/os': 'linux', ...nodeSelector },
    // A simulated node reports the pod as running, and runs nothing.
    affinity: realNodesOnly([]),
    // Generous, because a plugin fails at once if its pod cannot be scheduled at the moment when Sonobuoy looks.
    tolerations: [
      { ...exists('node-role.kubernetes.io/control-plane'), effect: 'NoSchedule' },
      { ...exists('node-role.kubernetes.io/master'), effect: 'NoSchedule' },
      exists('CriticalAddonsOnly'),
      exists('kubernetes.io/e2e-evict-taint-key'),
      ...tolerations,
    ],
    ...(imagePullSecrets.length > 0 ? { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) } : {}),
    // Also for Sonobuoy's worker, which runs in the same pod and cannot have its own security context.
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
}
