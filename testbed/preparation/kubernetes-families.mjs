// No dependency and no TypeScript: the bootstrap script imports this before anything is installed, with any Node that the machine has.

/** The versions of Kubernetes that a cluster can have, oldest first, each with the family of its programs. */
export const KUBERNETES_FAMILIES = /** @type {const} */ ({ 'v1.36.3': 'kube', 'v1.37.2': 'kube-1.37' });

/** What a cluster has when nobody chooses: the oldest, so that it can be upgraded. */
export const DEFAULT_KUBERNETES = 'v1.36.3';

/**
 * The families of all other versions than this one.
 * @param {string} version
 * @returns {string[]}
 */
export function otherKubernetesFamilies(version) {
  return Object.entries(KUBERNETES_FAMILIES).flatMap(([other, family]) => (other === version ? [] : [family]));
}
