import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { DEFAULT_KUBERNETES as DEFAULT, KUBERNETES_FAMILIES } from '../preparation/kubernetes-families.mjs';

/** A version of Kubernetes that the testbed can build. */
export type KubernetesVersion = keyof typeof KUBERNETES_FAMILIES;

/** What a cluster has when nobody chooses. */
export const DEFAULT_KUBERNETES: KubernetesVersion = DEFAULT;

/** All versions, oldest first. */
export const KUBERNETES_VERSIONS = Object.keys(KUBERNETES_FAMILIES) as KubernetesVersion[];

/**
 * A version of Kubernetes, checked.
 * @throws ShakedownError TESTBED_KUBERNETES when the testbed cannot build it.
 */
export function kubernetesVersion(text: string): KubernetesVersion {
  const known = KUBERNETES_VERSIONS.find((version) => version === text);
  if (known !== undefined) return known;
  throw new ShakedownError('TESTBED_KUBERNETES', {
    meaning: 'usage',
    expected: `a version of Kubernetes that the testbed builds: ${KUBERNETES_VERSIONS.join(', ')}`,
    seen: `'${text}' is none of them`,
    todo: `name one of them, as in --kubernetes ${DEFAULT_KUBERNETES}`,
  });
}
