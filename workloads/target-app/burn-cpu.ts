/**
 * Keeps the thread busy until it has used that much CPU time. It is not wall time: in a pod that is throttled at its limit, this
 * takes longer and uses the same CPU time.
 * @param ms CPU time in milliseconds.
 */
export function burnCpu(ms: number): void {
  if (ms <= 0) return;
  const { user, system } = process.threadCpuUsage();
  const end = user + system + ms * 1_000;
  let used: number;
  do {
    for (let step = 0, sum = 0; step < 20_000; step += 1) sum += Math.sqrt(step + sum);
    const now = process.threadCpuUsage();
    used = now.user + now.system;
  } while (used < end);
}
