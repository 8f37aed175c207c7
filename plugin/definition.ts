import { stringify } from 'yaml';
import { quantity } from '../src/cluster/quantity.ts';
import { differences } from '../src/config/differences.ts';
import type { Config } from '../src/config/schema.ts';
import { SPECS_IN_IMAGE } from '../src/config/specs-in-image.ts';
import { ShakedownError } from '../src/errors/shakedown-error.ts';
import { realNodesOnly } from '../src/objects/real-nodes-only.ts';

/** The plugin's name at Sonobuoy: in `sonobuoy status`, in pod names, in `--plugin-env shakedown.KEY=value`. */
export const PLUGIN_NAME = 'shakedown';

/** Service account that Sonobuoy makes for itself; the plugin uses it unless it has an own one. */
const SONOBUOYS_ACCOUNT = 'sonobuoy-serviceaccount';

/** What a plugin definition is made of. */
export interface DefinitionOptions {
  config: Config;
  /** In Sonobuoy's namespace. @default the one Sonobuoy makes */
  serviceAccount?: string;
  /** Further environment of the plugin's container. */
  environment?: Readonly<Record<string, string>>;
}

/**
 * The plugin as Sonobuoy takes it. A `podSpec` replaces Sonobuoy's own whole, so all of it is said here; its default for
 * instance tolerates no `control-plane` taint.
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/pkg/plugin/manifest/manifest.go
 * @throws ShakedownError CONFIG_NO_IMAGE when no image is configured, CONFIG_RESOURCES when no API server would take its resources.
 */
export function pluginDefinition({ config, serviceAccount, environment = {} }: DefinitionOptions): object {
  if (config.image === '') {
    throw new ShakedownError('CONFIG_NO_IMAGE', {
      meaning: 'usage',
      expected: 'the image of the suite to be named',
      seen: 'no --image, no SHAKEDOWN_IMAGE and no `image` in the configuration',
      todo: 'push the image to a registry that the nodes can reach, then: shakedown plugin --image REGISTRY/shakedown:TAG',
    });
  }
  refuseImpossible(config.sonobuoy.resources);
  const file = differences(inTheImage(config), ['image', 'sonobuoy.path', 'run.deadline']);
  return {
    'sonobuoy-config': {
      driver: 'Job',
      'plugin-name': PLUGIN_NAME,
      // Sonobuoy takes a plugin without a known format for passed whatever it did, and parses every .xml it finds unless told which.
      'result-format': 'junit',
      'result-files': ['junit.xml'],
      description: 'Proves that a Kubernetes cluster carries its workloads.',
    },
    spec: container(config, environment),
    podSpec: podSpec(config, serviceAccount ?? SONOBUOYS_ACCOUNT),
    ...(Object.keys(file).length > 0
      ? { 'config-map': { 'shakedown.config.yaml': stringify(file, { singleQuote: true }) } }
      : {}),
  };
}

/** A plugin whose pod is refused ends without a word of the API server's in Sonobuoy's archive. */
function refuseImpossible({ requests, limits }: Config['sonobuoy']['resources']): void {
  for (const name of ['cpu', 'memory'] as const) {
    const [request, limit] = [requests[name], limits[name]];
    if ((quantity(request) ?? 0) <= (quantity(limit) ?? Number.POSITIVE_INFINITY)) continue;
    const key = `sonobuoy.resources.limits.${name}`;
    throw new ShakedownError('CONFIG_RESOURCES', {
      meaning: 'usage',
      expected: `${key} to be at least what is requested`,
      seen: `a limit of ${limit} and a request of ${request}`,
      todo: `raise ${key}, or lower sonobuoy.resources.requests.${name}`,
    });
  }
}

/** A directory of specs is one of the machine that renders. In the cluster its specs are those of the image, and without them there is no run. */
function inTheImage(config: Config): Config {
  return config.run.specs === '' ? config : { ...config, run: { ...config.run, specs: SPECS_IN_IMAGE } };
}

function container(config: Config, environment: Readonly<Record<string, string>>): object {
  const variables = {
    SHAKEDOWN_IMAGE: config.image,
    // Sonobuoy throws all results away when its own time-out (6 h unless --timeout says otherwise) comes first.
    SHAKEDOWN_DEADLINE: config.run.deadline,
    SONOBUOY_DONE_FILE_DELAY: '1s',
    ...environment,
  };
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: 'plugin',
    image: config.image,
    imagePullPolicy: config.objects.imagePullPolicy,
    args: ['hand-over'],
    env: [
      ...Object.entries(variables).map(([name, value]) => ({ name, value })),
      field('SHAKEDOWN_POD_NAME', 'metadata.name'),
      field('SHAKEDOWN_POD_NAMESPACE', 'metadata.namespace'),
    ],
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
    // The runner ends within 20 s of SIGTERM; archive, the worker's upload and its delay come on top.
    terminationGracePeriodSeconds: 90,
    enableServiceLinks: false,
    nodeSelector: { 'kubernetes.io/os': 'linux', ...nodeSelector },
    // A simulated node says that the pod runs, and runs nothing.
    affinity: realNodesOnly([]),
    // A pod that cannot be scheduled at the moment Sonobuoy looks is a failed plugin at once, hence generous.
    tolerations: [
      { ...exists('node-role.kubernetes.io/control-plane'), effect: 'NoSchedule' },
      { ...exists('node-role.kubernetes.io/master'), effect: 'NoSchedule' },
      exists('CriticalAddonsOnly'),
      exists('kubernetes.io/e2e-evict-taint-key'),
      ...tolerations,
    ],
    ...(imagePullSecrets.length > 0 ? { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) } : {}),
    // For Sonobuoy's worker too, which runs beside the plugin and can be given no security context of its own.
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
