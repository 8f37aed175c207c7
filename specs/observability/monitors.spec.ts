import { check, forEach, metrics, monitorIsPickedUp, monitorKinds, part, refOf } from 'shakedown';

const sample = { spec: { selector: {} } };
const serviceMonitors = await part({
  ...{ kind: monitorKinds.serviceMonitors, id: 'observability/servicemonitor' },
  ...{ byLabels: true, optional: true, sample },
});
const podMonitors = await part({
  ...{ kind: monitorKinds.podMonitors, id: 'observability/podmonitor' },
  ...{ byLabels: true, optional: true, sample },
});

describe('Every monitor selects something, and is picked up by Prometheus', () => {
  for (const monitors of [serviceMonitors, podMonitors])
    forEach(monitors, (found, id) => {
      const ref = refOf(found);
      const { kind } = monitors.row;

      check(
        `${kind.kind} ${ref.path} selects something, and is picked up by Prometheus`,
        { id, uses: [metrics, monitorIsPickedUp] },
        async ({ cluster, metrics }) => {
          await cluster.until(monitorIsPickedUp(await metrics.prometheus(), kind, ref));
        },
      );
    });
});
