import type { Manifest } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import { suiteLabels } from './suite-labels.ts';

/** The namespaces of the suite itself. */
export function suiteNamespaces({ namespaces: { suite, workloads } }: Config): Manifest[] {
  // `sonobuoy delete --all` removes the namespaces that have both labels.
  const labels = { 'e2e-framework': 'shakedown', 'e2e-run': 'prepared' };
  return [...new Set([suite, workloads])].map((name) => namespaceManifest(name, labels));
}

/** A namespace that the suite manages. */
export function namespaceManifest(name: string, labels: Record<string, string>): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [suiteLabels.managedByLabel]: suiteLabels.managedBy, ...labels } },
  };
}
