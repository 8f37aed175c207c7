import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { isSameKind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { podTemplateOf, type PodTemplate } from '../cluster/pods/pod-template.ts';
import type { TrialContext } from '../instruments/contract/trial.ts';
import { applyDefaults } from '../objects/create/apply-defaults.ts';
import type { RunLabels } from '../objects/create/run-labels.ts';
import type { CheckRequirements, Finding } from './finding.ts';
import { trialsOf, type CheckedTrial } from './trials.ts';

/** A trial with its name: `the pods of the probe agents`. */
type Trial = CheckedTrial & { what: string };

/** What the dry runs need. */
export interface AdmissionOptions extends TrialContext {
  labels: RunLabels;
  checks: readonly CheckRequirements[];
}

/**
 * The objects of the checks that the cluster does not admit, according to dry runs: because of policies, quotas, required labels and
 * limits. Pods are tried too, because most policies judge pods, and admit a Deployment although they will refuse its pods. An account with
 * only the permissions of the checks may not create pods, so for it the pods are not known.
 */
export async function refusedObjects(
  cluster: Cluster,
  options: AdmissionOptions,
  signal: AbortSignal,
): Promise<Finding[]> {
  const refusals = await Promise.all(
    trialsOf(options.checks, options)
      .flatMap(withPods)
      .map((trial) => tried(cluster, trial, options.labels, signal)),
  );
  const found = refusals.filter((one) => one !== undefined);
  // The same refusal of several objects is one thing to fix.
  const groups = [...Map.groupBy(found, ({ refusal }) => JSON.stringify(refusal)).values()];
  return groups.flatMap((group) => {
    const [first] = group;
    return first
      ? [
          findingFrom(
            first.refusal,
            group.map(({ trial }) => trial),
          ),
        ]
      : [];
  });
}

/** A trial, and a trial of the pods that the controller of its object would create. */
function withPods(trial: CheckedTrial): Trial[] {
  const { manifest, of } = trial;
  const tries = [{ ...trial, what: `the ${manifest.kind} of ${of}` }];
  const template = podTemplateOf(manifest);
  if (template && !isSameKind(trial.kind, kinds.pods))
    tries.push({ ...trial, kind: kinds.pods, manifest: podOf(manifest, template), what: `the pods of ${of}` });
  return tries;
}

/** A pod as the controller of a workload would create it. */
function podOf({ metadata }: Manifest, template: PodTemplate): Manifest {
  const { name, namespace } = metadata;
  const place = { name: `${name}-dry-run`, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, ...place }, spec: template.spec };
}

async function tried(cluster: Cluster, trial: Trial, labels: RunLabels, signal: AbortSignal) {
  try {
    await cluster.create(trial.kind, applyDefaults(trial.manifest, labels), { dryRun: true, signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const refusal = refusalFrom(error, trial.manifest.metadata.namespace ?? '');
    return refusal && { trial, refusal };
  }
}

/** Why a dry run failed. */
export interface Refusal {
  /** Whether the run itself would be refused; if `false`, that is not known. */
  certain: boolean;
  why: string;
  todo: string;
}

/**
 * Authorisation comes before admission, also in a dry run. This is the API server's message:
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go
 */
const NOT_AUTHORISED = /is forbidden: User ".*" cannot create resource "/;

/**
 * Refusals that say nothing about the run itself: a webhook that does not support dry runs, and a namespace so new that its controller has
 * not created the service account yet, which every pod needs. Whether that controller works at all, the run will show.
 */
const UNKNOWN_BEFOREHAND =
  /does not support dry run|error looking up service account \S+: serviceaccounts? "\S+" not found/;

/** What a failed dry run means; `undefined` when the object can be created. Pure. */
export function refusalFrom(error: ClusterError, namespace: string): Refusal | undefined {
  switch (error.code) {
    // An object of that name exists: a leftover, which the run will replace.
    case 'CLUSTER_CONFLICT':
      return undefined;
    case 'CLUSTER_NOT_FOUND':
      return {
        certain: false,
        why: `namespace ${namespace} does not exist yet`,
        todo: `kubectl create namespace ${namespace}, and try again`,
      };
    case 'CLUSTER_FORBIDDEN':
    case 'CLUSTER_INVALID':
      // Missing permissions of checks are reported separately, and the pods of a workload are created by its controller.
      if (NOT_AUTHORISED.test(error.seen)) {
        const todo = 'the run itself will show it; or look with an account that may create them: shakedown doctor';
        return { certain: false, why: error.seen, todo };
      }
      if (UNKNOWN_BEFOREHAND.test(error.seen))
        return { certain: false, why: error.seen, todo: 'the run itself will show it' };
      return {
        certain: true,
        why: error.seen,
        todo: 'fit what the suite creates to the rules of the cluster: objects.labels, annotations, resources, tolerations in the configuration',
      };
    default:
      return { certain: false, why: error.seen, todo: error.todo ?? 'try again' };
  }
}

/** One finding for all objects with the same refusal; pure. */
export function findingFrom(
  { certain, why, todo }: Refusal,
  trials: readonly Pick<Trial, 'what' | 'blocks'>[],
): Finding {
  const what = trials.map((trial) => trial.what).join(', ');
  const users = [...new Set(trials.flatMap(({ blocks }) => blocks))];
  return {
    about: 'admission',
    message: `${certain ? 'the cluster does not admit' : 'it is not known whether the cluster admits'} ${what}: ${why}`,
    todo,
    ...(certain ? { blocks: users } : { blocks: [], concerns: users }),
  };
}
