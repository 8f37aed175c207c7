import { readFileSync } from 'node:fs';

const MiB = 1024 ** 2;

/** What the runner's process has besides its heap, and the process of the hand-over next to it, in bytes. */
const BESIDES = 232 * MiB;

/** The part of the limit at which the runner is ended; the kernel would end the whole container, and the hand-over with it. */
const FULL = 0.92;

/**
 * The maximum heap of the runner for a memory limit of the container; pure. A process that exceeds its heap ends alone. One that exceeds the
 * limit of the container takes the hand-over with it: since Kubernetes 1.28 an out-of-memory kill ends all processes of a container
 * (`memory.oom.group`, with cgroup v2; https://github.com/kubernetes/kubernetes/pull/117793).
 * @param limit in bytes; `undefined` without a limit.
 * @returns in MiB; `undefined` when Node's own default is right.
 */
export function heapFor(limit: number | undefined): number | undefined {
  if (limit === undefined) return undefined;
  return Math.floor(Math.max(limit - BESIDES, limit * 0.4) / MiB);
}

/**
 * Why the runner has to end, if the processes of the container have almost reached its limit; pure. The heap bounds only objects; buffers and
 * threads have memory of their own.
 * @param used the resident memory of all processes, in bytes.
 */
export function whyFull(used: number, limit: number | undefined): string | undefined {
  if (limit === undefined || used < limit * FULL) return undefined;
  const inMiB = (bytes: number) => `${Math.round(bytes / MiB)} MiB`;
  return `the runner was ended, because its container uses ${inMiB(used)} of ${inMiB(limit)} memory; give it more (sonobuoy.resources)`;
}

/** The memory limit of this container, in bytes; `undefined` without one. */
export function memoryLimit(): number | undefined {
  const limit = process.constrainedMemory();
  // Without a limit the kernel reports none, or a number beyond every machine.
  return limit > 0 && limit < Number.MAX_SAFE_INTEGER ? limit : undefined;
}

/** The resident memory of a process, in bytes; 0 when it has ended. https://www.kernel.org/doc/html/latest/filesystems/proc.html */
export function residentMemory(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}
