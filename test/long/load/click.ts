import type { LoadCluster } from './load-cluster.ts';

/** The condition and the log of an ended Job. */
export interface EndedJob {
  condition: 'Complete' | 'Failed';
  log: string;
}

/** Triggers a suspended CronJob, as a click in a console does, and waits for the end of the Job. */
export async function click(cluster: LoadCluster, namespace: string, cronJob: string, name: string): Promise<EndedJob> {
  await cluster.kubectl(['-n', namespace, 'create', 'job', `--from=cronjob/${cronJob}`, name]);
  return await endOf(cluster, namespace, name);
}

/** Waits for the end of a Job. */
export async function endOf(cluster: LoadCluster, namespace: string, name: string): Promise<EndedJob> {
  const over = '{.status.conditions[?(@.status=="True")].type}';
  for (let tries = 0; tries < 100; tries++) {
    const condition = await cluster.kubectl(['-n', namespace, 'get', 'job', name, '-o', `jsonpath=${over}`]);
    if (/Complete|Failed/.test(condition)) {
      const log = await cluster.kubectl(['-n', namespace, 'logs', `job/${name}`, '--container=loadtest']);
      return { condition: condition.includes('Failed') ? 'Failed' : 'Complete', log };
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  throw new Error(`job ${name} has not ended`);
}
