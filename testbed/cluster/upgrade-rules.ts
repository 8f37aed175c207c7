import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../binaries/kubernetes-versions.ts';

/**
 * `up` does not change the Kubernetes of a cluster that runs: it would replace all programs at the same time.
 * @throws ShakedownError TESTBED_UPGRADE when another version is wanted.
 */
export function checkUnchanged(name: string, has: KubernetesVersion, wanted: KubernetesVersion): void {
  if (has === wanted) return;
  throw new ShakedownError('TESTBED_UPGRADE', {
    meaning: 'usage',
    expected: `the version that cluster ${name} has, ${has}: up only starts what is missing`,
    seen: `--kubernetes ${wanted}`,
    todo: isNewer(wanted, has)
      ? `npm run cluster -- upgrade --name ${name} --kubernetes ${wanted}`
      : `npm run cluster -- down --name ${name}, and up again`,
  });
}

/**
 * Kubernetes is never downgraded: the objects in etcd may be of kinds and versions that the older API server does not know. The same version again
 * continues an upgrade that was interrupted.
 * @throws ShakedownError TESTBED_UPGRADE
 */
export function checkUpgrade(name: string, has: KubernetesVersion, wanted: KubernetesVersion): void {
  if (!isNewer(has, wanted)) return;
  throw new ShakedownError('TESTBED_UPGRADE', {
    meaning: 'usage',
    expected: `a version that is not older than ${has}, which cluster ${name} has: Kubernetes cannot be downgraded`,
    seen: `--kubernetes ${wanted}`,
    todo: `npm run cluster -- down --name ${name}, and up --kubernetes ${wanted}`,
  });
}

function isNewer(version: KubernetesVersion, than: KubernetesVersion): boolean {
  return KUBERNETES_VERSIONS.indexOf(version) > KUBERNETES_VERSIONS.indexOf(than);
}
