import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { kinds } from '../cluster/kinds.ts';
import type { TrialContext } from '../instruments/contract/trial.ts';
import { applyDefaults } from '../objects/create/apply-defaults.ts';
import type { RunLabels } from '../objects/create/run-labels.ts';
import type { Gap, Needy } from './gap.ts';
import { trialsOf, type CheckedTrial } from './trials.ts';

/** What admission is asked with. */
export interface AdmissionOptions extends TrialContext {
  labels: RunLabels;
  checks: readonly Needy[];
}

/**
 * What the cluster's admission has against the objects that the checks create, by dry runs: policies, quotas, required labels and
 * limits. Pods are tried too, because most policies judge pods and let a Deployment pass whose pods they will refuse. Who has no more
 * rights than the checks use may not create pods, and does not learn that beforehand.
 */
export async function refusedObjects(cluster: Cluster, options: AdmissionOptions, signal: AbortSignal): Promise<Gap[]> {
  const trials = trialsOf(options.checks, options).flatMap(withPods);
  const gaps = await Promise.all(trials.map((trial) => tried(cluster, trial, options.labels, signal)));
  return gaps.flat();
}

/** A trial, and that of the pods that the controller of its object would make. */
function withPods(trial: CheckedTrial): (CheckedTrial & { what: string })[] {
  const { manifest, of } = trial;
  const tries = [{ ...trial, what: `the ${manifest.kind} of ${of}` }];
  const { template } = (manifest['spec'] ?? {}) as { template?: object };
  if (template) tries.push({ ...trial, kind: kinds.pods, manifest: podOf(manifest), what: `the pods of ${of}` });
  return tries;
}

/** A pod as the controller of a workload would make it. */
function podOf({ metadata, spec }: Manifest): Manifest {
  const { template } = spec as { template: { metadata: object; spec: object } };
  const { name, namespace } = metadata;
  const place = { name: `${name}-dry-run`, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, ...place }, spec: template.spec };
}

async function tried(
  cluster: Cluster,
  { what, kind, manifest, blocks }: CheckedTrial & { what: string },
  labels: RunLabels,
  signal: AbortSignal,
): Promise<Gap[]> {
  try {
    await cluster.create(kind, applyDefaults(manifest, labels), { dryRun: true, signal });
    return [];
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return gapFrom(error, what, manifest.metadata.namespace ?? '', blocks);
  }
}

/**
 * Authorisation has its say before admission, also on a dry run. Its words are the API server's own:
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go
 */
const NOT_AUTHORISED = /is forbidden: User ".*" cannot create resource "/;

/**
 * Refusals that say nothing of the run itself: a webhook that takes no dry run, and a namespace so new that its controller has not made the
 * service account yet, which every pod needs. Whether that controller works at all, the run will tell.
 */
const UNKNOWN_BEFOREHAND =
  /does not support dry run|error looking up service account \S+: serviceaccounts? "\S+" not found/;

/** What a failed dry run says; pure. */
export function gapFrom(error: ClusterError, what: string, namespace: string, blocks: readonly string[]): Gap[] {
  const gap = { about: 'admission' as const };
  switch (error.code) {
    // One of that name is there: a leftover, which the run will replace.
    case 'CLUSTER_CONFLICT':
      return [];
    case 'CLUSTER_NOT_FOUND':
      return [
        {
          ...gap,
          message: `it is not known whether the cluster admits ${what}: namespace ${namespace} is not there yet`,
          todo: `kubectl create namespace ${namespace}, and look again`,
          blocks: [],
        },
      ];
    case 'CLUSTER_FORBIDDEN':
    case 'CLUSTER_INVALID':
      // Whether a check lacks the right is asked for by itself: pods are its controller's to create.
      if (NOT_AUTHORISED.test(error.seen)) {
        const message = `it is not known whether the cluster admits ${what}: ${error.seen}`;
        const todo = 'the run itself will tell; or look with an account that may create them: shakedown doctor';
        return [{ ...gap, message, todo, blocks: [] }];
      }
      if (UNKNOWN_BEFOREHAND.test(error.seen)) {
        const message = `it is not known whether the cluster admits ${what}: ${error.seen}`;
        return [{ ...gap, message, todo: 'the run itself will tell', blocks: [] }];
      }
      return [
        {
          ...gap,
          message: `the cluster does not admit ${what}: ${error.seen}`,
          todo: 'fit what the suite creates to the rules of the cluster: objects.labels, annotations, resources, tolerations in the configuration',
          blocks,
        },
      ];
    default:
      return [
        {
          ...gap,
          message: `it is not known whether the cluster admits ${what}: ${error.seen}`,
          todo: error.todo ?? 'look again',
          blocks: [],
        },
      ];
  }
}
