import type { Manifest } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import { suiteLabels } from './suite-labels.ts';

/**
 * The namespaces of the suite itself. Whoever may create workloads in them, as the plugin's account may, must not create privileged ones:
 * therefore they enforce a level of Pod Security.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function suiteNamespaces({ namespaces: { suite, workloads, podSecurity: level } }: Config): Manifest[] {
  // `sonobuoy delete --all` removes the namespaces that have both of the first labels.
  const labels = { 'e2e-framework': 'shakedown', 'e2e-run': 'prepared', ...podSecurity(level) };
  return [...new Set([suite, workloads])].map((name) => namespaceManifest(name, labels));
}

/** The label of a namespace that enforces a level of Pod Security. */
export function podSecurity(level: Config['namespaces']['podSecurity']): Record<string, string> {
  return { 'pod-security.kubernetes.io/enforce': level };
}

/** A namespace that the suite manages. */
export function namespaceManifest(name: string, labels: Record<string, string>): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [suiteLabels.managedByLabel]: suiteLabels.managedBy, ...labels } },
  };
}
