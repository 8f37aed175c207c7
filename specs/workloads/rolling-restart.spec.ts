import {
  applicationsOf,
  check,
  deployment,
  drainsNodes,
  inventory,
  rollingRestart,
  type RequestFigures,
  type Toolbox,
} from 'shakedown';

// It serves for 3 s after SIGTERM: longer than the nodes need to learn that its endpoint was removed.
const knobs = { drain: '3s' };

const cases = [
  { id: 'restart', disturbance: 'rolling restart' },
  { id: 'scale-down', disturbance: 'scale-down' },
  { id: 'deletion', disturbance: 'deletion' },
  { id: 'eviction', disturbance: 'eviction' },
] as const;

describe('Pods of an app that drains end without losing a request', () => {
  for (const { id, disturbance } of cases) {
    check(
      `no request to the target app is lost during a ${disturbance}`,
      {
        id: `workloads/rolling-restart/${id}`,
        uses: [rollingRestart],
        phases: ['cpu-load'],
        safety: 'own',
        within: '5m',
      },
      async (tools) => {
        const { cluster, targetApp, agents, rollingRestart, locks, conclude } = tools;
        await using app = await targetApp.deploy({ name: `restarted-by-${id}`, replicas: 3, knobs });
        await cluster.until(deployment(app.ref).hasReplicas(3));
        const fleet = await agents.fleet();
        const { verdict, figures } = await locks.hold('cpu-load', () =>
          rollingRestart.underRequests(app, fleet, disturbance),
        );
        keep(tools, figures);
        conclude(verdict);
      },
    );
  }
});

describe('A node is drained of pods of an app without losing a request', () => {
  check(
    'no request to the target app is lost while a node is cordoned and its pods there are evicted',
    {
      id: 'workloads/rolling-restart/node-drain',
      uses: [rollingRestart, drainsNodes],
      locks: ['cpu-load', 'nodes'],
      safety: 'disruptive',
      within: '5m',
    },
    async (tools) => {
      const { cluster, targetApp, agents, rollingRestart, conclude } = tools;
      await using app = await targetApp.deploy({ name: 'restarted-by-drain', replicas: 3, knobs });
      await cluster.until(deployment(app.ref).hasReplicas(3));
      const { verdict, figures } = await rollingRestart.underDrain(app, await agents.fleet());
      keep(tools, figures);
      conclude(verdict);
    },
  );
});

describe('An application of the cluster is restarted without losing a request', () => {
  for (const application of applicationsOf(inventory().config)) {
    const { ref } = application;
    check(
      `no request to ${application.title} in ${ref.namespace} is lost during a rolling restart, and no pod of it has to be killed`,
      {
        id: application.id.replace('workloads/', 'workloads/rolling-restart/'),
        uses: [rollingRestart, application],
        phases: ['cpu-load'],
        safety: 'disruptive',
        within: '15m',
      },
      async (tools) => {
        const { agents, rollingRestart, locks, note, conclude } = tools;
        const fleet = await agents.fleet();
        const { verdict, figures, graceSeconds, notes } = await locks.hold('cpu-load', () =>
          rollingRestart.ofApplication(application, fleet),
        );
        keep(tools, figures, { value: graceSeconds, reason: 'terminationGracePeriodSeconds of its pods' });
        notes.forEach(note);
        conclude(verdict);
      },
    );
  }
});

/** Keeps the figures of a restart. @param grace the budget of the longest end of a pod, in seconds. */
function keep({ measure, note }: Toolbox, figures: RequestFigures, grace?: { value: number; reason: string }): void {
  const { requests, failed, slow, slowest, latency, exit, removal, lastConnection } = figures;
  measure({ id: 'requests', value: requests, unit: 'count' });
  measure({ id: 'requests-failed', value: failed, unit: 'count', budget: 0, budgetReason: 'none may be lost' });
  measure({ id: 'requests-slow', value: slow, unit: 'count' });
  measure({ id: 'slowest-request', value: slowest, unit: 'seconds' });
  if (latency)
    for (const [share, figure] of Object.entries(latency))
      measure({ id: `request-${share}`, unit: 'seconds', ...figure });
  const budget = grace && { budget: grace.value, budgetReason: grace.reason };
  if (exit !== undefined) measure({ id: 'sigterm-to-exit', value: exit, unit: 'seconds', ...budget });
  if (removal !== undefined) measure({ id: 'sigterm-to-endpoint-removed', value: removal, unit: 'seconds' });
  if (lastConnection !== undefined)
    measure({ id: 'endpoint-removed-to-last-connection', value: lastConnection, unit: 'seconds' });
  if (slow > 0) note(`${slow} of ${requests} requests were slow`);
}
