import { z } from 'zod';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { rawJson } from '../../cluster/raw-json.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';

const schema = z.object({ resources: z.array(z.object({ name: z.string() })).default([]) });

/** Whether a kind is served, and if not, what the API server says about its group. */
type ServedSeen = { served: true } | { served: false; why: string };

/** The API server serves a kind: its definition is established, or the aggregated API behind it answers. */
export function served(kind: Kind): Condition<ServedSeen> {
  const path = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const name = `${kind.resource}${kind.group === '' ? '' : `.${kind.group}`}`;
  return {
    title: `${name} ${kind.version} is served`,
    // Every authenticated account may use discovery (ClusterRole system:discovery).
    rights: [],
    todo: `kubectl get --raw ${path}`,
    read: async ({ cluster, signal }) => {
      try {
        const { resources } = await rawJson(cluster, { path, schema, wanted: 'a list of resources', signal });
        const found = resources.some((resource) => resource.name === kind.resource);
        return found ? { served: true } : { served: false, why: `${path} is served without ${kind.resource}` };
      } catch (error) {
        // 503: the aggregated API behind it does not answer; that is an answer about this kind.
        if (error instanceof ClusterError && (error.status === 404 || error.status === 503))
          return { served: false, why: error.seen };
        throw error;
      }
    },
    judge: judgeServed,
  };
}

/** Judges whether a kind is served; pure. */
export function judgeServed(seen: ServedSeen): Observation {
  return seen.served ? ready() : notYet(seen.why);
}
