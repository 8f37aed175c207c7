import { kinds } from '../../cluster/kinds/kinds.ts';
import type { Trial, TrialContext } from '../contract/trial.ts';
import { boundsOf } from './bounds.ts';
import { locustImage, whyNoLoad } from './locust-image.ts';
import { masterPolicy } from './platform/network-policy.ts';
import {
  guardConfigMap,
  masterDeployment,
  masterService,
  workerDeployment,
  type PlatformSettings,
} from './platform/platform-manifests.ts';

/** The objects of a Locust platform, without the contents of its scripts; none if the configuration allows no load. */
export function platformTrials({ config, simulated }: TrialContext): Trial[] {
  if (whyNoLoad(config) !== undefined) return [];
  const settings: PlatformSettings = {
    namespace: config.namespaces.workloads,
    name: 'shakedown-dry-run',
    image: locustImage(config),
    profile: {
      workers: 1,
      script: '',
      target: 'http://shakedown-dry-run',
      paths: ['/'],
      tls: 'default',
      environment: {},
    },
    bounds: boundsOf(config),
    guard: new Map(),
    scripts: [],
    loadBalancer: false,
    tokenDigest: '',
    resources: { master: config.load.master, worker: config.load.worker },
    simulated,
  };
  return [
    { of: 'the Locust master', kind: kinds.deployments, manifest: masterDeployment(settings) },
    { of: 'the Locust workers', kind: kinds.deployments, manifest: workerDeployment(settings) },
    { of: 'the Locust master', kind: kinds.services, manifest: masterService(settings) },
    { of: 'the Locust master', kind: kinds.networkPolicies, manifest: masterPolicy(settings) },
    { of: 'the Locust platform', kind: kinds.configMaps, manifest: guardConfigMap(settings) },
  ];
}
