import type { Pod } from '../cluster/kinds/kinds.ts';
import { isForOtherPlatform, isRefused, pullCause } from '../diagnosis/pull-cause.ts';

/** Why a node cannot run an image. */
export interface CannotRun {
  good: false;
  why: string;
  /**
   * `wrong`: no node can, because its name is invalid, or it is another program. `refused`: the registry refuses it, or it must not be pulled, so
   * that only a node can that has it already. `platform`: it is not for the
   * processor of this node. `node`: the fault may be that of this node alone. `unreachable`: the registry did not answer as a registry does.
   * `late`: it is not known, because the pull has not ended in time, or the pod is not scheduled.
   */
  because: 'wrong' | 'refused' | 'platform' | 'node' | 'unreachable' | 'late';
}

/** Whether a node can run the image. */
export type Pulled = { good: true } | CannotRun;

const PULL_FAILED: ReadonlySet<string> = new Set(['ErrImagePull', 'ImagePullBackOff']);

/** What runc and crun write when the image has no such program, or one that may not be run. All else is between node and runtime. */
const NO_PROGRAM =
  /executable file .*not found|exec: "[^"]*": .*(?:no such file or directory|permission denied)|no command specified/i;

/** What kubelet and runtimes write when the fault is the node's own: its disk. */
const OWN_FAULT = /no space left on device|disk quota exceeded|read-only file system|input\/output error/i;

/** The last exit code of programs; 128 and above say which signal ended them, or come from the runtime. */
const LAST_EXIT = 127;

/**
 * The result of the trial of an image, according to its pod; pure. Reasons of containers and pods are those of the kubelet.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/kuberuntime/kuberuntime_container.go
 * @param container the name of its container.
 */
export function judgeTrial({ status }: Pod, container: string): Pulled | { notYet: string } {
  const state = status?.containerStatuses?.find(({ name }) => name === container)?.state;
  const ended = state?.terminated;
  if (ended?.exitCode === 0) return { good: true };
  // The kubelet ended the pod: an eviction, or a shutdown of the node.
  if (status?.reason) return cannot('node', [status.reason, status.message]);
  if (ended) return judgeEnd(ended);
  const { reason = '', message = '' } = state?.waiting ?? {};
  const cause = pullCause(message);
  if (reason === 'InvalidImageName') return cannot('wrong', [reason, cause]);
  if (reason === 'ErrImageNeverPull') return cannot('refused', [reason, cause]);
  if (reason === 'RunContainerError') return cannot(notStarted(message), [reason, cause]);
  if (PULL_FAILED.has(reason)) {
    if (isForOtherPlatform(cause)) return cannot('platform', [reason, cause]);
    // After a first failure the kubelet tries again, which does not help when the registry has refused.
    if (isRefused(cause)) return cannot('refused', [reason, cause]);
    if (OWN_FAULT.test(message)) return cannot('node', [reason, cause]);
  }
  if (reason === 'ImagePullBackOff') return cannot('unreachable', [reason, cause]);
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return { notYet: scheduled.message ?? 'it is not scheduled' };
  return { notYet: [reason, message].filter(Boolean).join(': ') || `the pod is ${status?.phase ?? 'new'}` };
}

/** The kubelet says `Error` of a program that ended by itself, and names what else ended it, or kept it from starting. */
function judgeEnd(ended: { exitCode: number; reason?: string; message?: string }): CannotRun {
  const { exitCode, reason = 'Error', message = '' } = ended;
  const why = `it ends with exit code ${exitCode}`;
  if (reason === 'Error') return cannot(exitCode <= LAST_EXIT ? 'wrong' : 'node', [why]);
  return cannot(notStarted(message), [`${why} (${reason})`, pullCause(message)]);
}

function notStarted(message: string): CannotRun['because'] {
  if (isForOtherPlatform(message)) return 'platform';
  return NO_PROGRAM.test(message) ? 'wrong' : 'node';
}

function cannot(because: CannotRun['because'], why: readonly (string | undefined)[]): CannotRun {
  return { good: false, why: why.filter(Boolean).join(': '), because };
}
