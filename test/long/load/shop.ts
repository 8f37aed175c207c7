import { deployment, namespace } from '../../own-cluster/faults/fault.ts';
import type { LoadCluster } from './load-cluster.ts';

/** A namespace with a target app for each test. */
export interface Shop {
  namespace: string;
  /** Deploys a target app with this name, and waits until it is ready. */
  open(name: string, knobs?: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Creates a namespace for target apps under load. */
export async function shopIn(cluster: LoadCluster, name: string): Promise<Shop> {
  await cluster.apply([namespace(name)]);
  return {
    namespace: name,
    open: async (app, knobs = []) => {
      const service = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: app, namespace: name },
        spec: { selector: { app }, ports: [{ port: 80, targetPort: 8080 }] },
      };
      await cluster.apply([deployment({ namespace: name, name: app, image: cluster.image, knobs }), service]);
      await cluster.kubectl(['-n', name, 'rollout', 'status', `deployment/${app}`, '--timeout=60s']);
    },
    close: async () => {
      await cluster.kubectl(['delete', 'namespace', name, '--ignore-not-found']);
    },
  };
}
