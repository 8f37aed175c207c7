import { cleanLine } from '../../results/clean-text.ts';
import { isNamed } from '../../results/same-cluster.ts';
import type { RunEvent } from '../event/run-event.ts';

/** The beginning of a uid that tells clusters apart, in characters. */
const SHORT_UID = 8;
/** The maximum length of a name, in characters. */
const LONGEST = 60;

/** A cluster for people. @example 'staging' @example 'the cluster with uid 5c1b0f0e' */
export function clusterName({ cluster }: Pick<RunEvent, 'cluster'>): string {
  if (isNamed(cluster)) return cleanLine(cluster.name, LONGEST);
  return cluster.uid === undefined ? 'the cluster' : `the cluster with uid ${cluster.uid.slice(0, SHORT_UID)}`;
}
