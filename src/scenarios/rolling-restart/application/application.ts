import type { Kind, Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type Deployment, type StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../../cluster/rights/rights.ts';
import { podDisruptionBudgets } from '../../../conditions/kinds/pod-disruption-budget.ts';
import type { Config } from '../../../config/schema.ts';
import type { Uses } from '../../../instruments/contract/uses.ts';
import { readHealthUrl, type HealthUrl } from '../../../config/grammar/health-url.ts';

/** An application of the cluster that may be restarted. A check that restarts it names it in `uses`. */
export interface Application extends Uses {
  /** Its id: `workloads/deployment/shop/web`. */
  id: string;
  /** `deployment web` */
  title: string;
  kind: Kind<Deployment | StatefulSet>;
  ref: Required<Ref>;
  health: HealthUrl;
}

/** The applications that `rollingRestart.applications` of the configuration names; pure. */
export function applicationsOf({ rollingRestart: { applications } }: Pick<Config, 'rollingRestart'>): Application[] {
  return Object.entries(applications).flatMap(([id, url]) => {
    const [, resource, namespace = '', name = ''] = id.split('/');
    const health = readHealthUrl(url);
    if (!health) return []; // the configuration accepts none
    const kind: Kind = resource === 'statefulset' ? kinds.statefulSets : kinds.deployments;
    const title = `${resource} ${name}`;
    const ref = { namespace, name };
    const rights = restartRights(kind, ref);
    return { id, title, kind: kind as Application['kind'], ref, health, rights };
  });
}

/** The permissions to restart it: to change this one object, and to see what comes of it. Pure. */
function restartRights(kind: Kind, { namespace, name }: Required<Ref>): Right[] {
  const { group, resource } = kind;
  return [
    { group, resource, verbs: ['patch'], names: [name], scope: { namespace } },
    ...[kind, kinds.pods, kinds.services, kinds.endpointSlices, kinds.events, podDisruptionBudgets].map((one) =>
      looksAt(one),
    ),
  ];
}
