import { check, forEach, inventory, linesArrive, refOf } from 'shakedown';

describe('What pods write to their logs is in the log store', () => {
  const { lines, rate, burst } = inventory().config.logs;

  forEach('nodes', (found) => {
    const { name } = refOf(found);

    check(
      `every line that a pod on node ${name} writes is in the log store once, whole and with the right labels`,
      { id: `observability/logs/${name}`, uses: [linesArrive], safety: 'own', within: '10m' },
      async ({ cluster, logs, measure, note }) => {
        await using writer = await logs.write({
          name: 'steady',
          on: name,
          toldBy: `workloads/node/${name}`,
          lines: [
            { kind: 'long', count: 14 },
            { kind: 'steady', count: lines, perSecond: rate },
            { kind: 'json', count: 40 },
            { kind: 'utf8', count: 100 },
            { kind: 'burst', count: burst },
          ],
        });
        try {
          await cluster.until(linesArrive(writer), { within: writer.within });
        } finally {
          for (const figure of writer.figures()) measure(figure);
        }
        for (const remark of writer.remarks()) note(remark);
      },
    );
  });
});
