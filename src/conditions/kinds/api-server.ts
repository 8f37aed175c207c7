import { ClusterError } from '../../cluster/cluster-error.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';

/** What the API server answers about itself, or why it cannot be asked. */
type ReadySeen = { ready: true } | { ready: false; why: string } | { unasked: string };

const PATH = '/readyz?verbose';

/**
 * The API server that answers says that it is ready: all of its own checks succeed, etcd's among them. Of several API servers behind one address
 * one answers. Every account may ask (ClusterRole system:public-info-viewer), unless the cluster's administrator has changed that.
 * https://kubernetes.io/docs/reference/using-api/health-checks/
 */
export function apiServerIsReady(): Condition<ReadySeen> {
  return {
    title: 'the API server is ready',
    rights: [],
    todo: `kubectl get --raw '${PATH}'`,
    read: async ({ cluster, signal }) => {
      try {
        await cluster.raw(PATH, { signal });
        return { ready: true };
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        if (error.status === 500) return { ready: false, why: error.seen };
        if (error.status === 403 || error.status === 404) return { unasked: error.seen };
        throw error;
      }
    },
    judge: judgeApiServer,
  };
}

/** Judges what the API server answers about itself; pure. */
export function judgeApiServer(seen: ReadySeen): Observation {
  if ('unasked' in seen) return doesNotApply(`its readiness cannot be read: ${seen.unasked}`);
  return seen.ready ? ready() : notYet(`it says that it is not ready: ${seen.why}`);
}
