import {
  check,
  firstLineArrives,
  forEach,
  inventory,
  agents as probeAgents,
  linesArrive,
  linesStayApart,
  refOf,
  type LogWriter,
  type Toolbox,
} from 'shakedown';

describe('What pods write to their logs is in the log store, every line once, whole and with the right labels', () => {
  const { lines, rate, burst, fileSize, collector } = inventory().config.logs;
  /** Lines by which a collector shows that it has found a log. */
  const known = { kind: 'utf8', count: 10 } as const;
  const steady = (count: number) => ({ kind: 'steady', count, perSecond: rate }) as const;

  forEach('nodes', (found) => {
    const { name } = refOf(found);

    check(
      `every line that a pod on node ${name} writes is in the log store: short and long ones, JSON over several lines, UTF-8, a burst`,
      { id: `observability/logs/node/${name}`, uses: [linesArrive], safety: 'own', within: '10m' },
      async (tools) => {
        await using writer = await tools.logs.write({
          name: 'node',
          on: name,
          toldBy: `workloads/node/${name}`,
          lines: [
            { kind: 'long', count: 14 },
            steady(lines),
            { kind: 'json', count: 40 },
            { kind: 'utf8', count: 100 },
            { kind: 'burst', count: burst },
          ],
        });
        await arrive(tools, writer);
      },
    );
  });

  check(
    'every line of a container that is restarted twice is in the log store',
    {
      id: 'observability/logs/restarted-container',
      uses: [linesArrive, firstLineArrives],
      safety: 'own',
      within: '10m',
    },
    async (tools) => {
      const lines = [steady(6 * rate)];
      await using writer = await tools.logs.write({ name: 'restarted', parts: 3, holdAfter: 'steady', lines });
      for (let started = 1; started <= 3; started += 1) await goOnOnceFound(tools, writer);
      await arrive(tools, writer);
    },
  );

  check(
    'every line of a container whose log file is rotated while it writes is in the log store',
    {
      id: 'observability/logs/rotated-file',
      uses: [linesArrive, firstLineArrives],
      safety: 'own',
      within: '10m',
      skip: fileSize === 0 ? 'logs.fileSize of the configuration is 0' : undefined,
    },
    async (tools) => {
      // 128 of these lines are 1 MiB. A kubelet looks at the size every 10 s.
      const filled = { kind: 'filled', count: fileSize * 130 } as const;
      const lines = [known, filled, steady(20 * rate)];
      await using writer = await tools.logs.write({ name: 'rotated', lines, holdAfter: known.kind });
      await goOnOnceFound(tools, writer);
      await arrive(tools, writer);
      if (!(await writer.isRotated()))
        tools.inconclusive(
          'the log file was not rotated: set logs.fileSize to the containerLogMaxSize of the kubelets',
        );
    },
  );

  check(
    'lines that pods of another namespace write are stored under that namespace, pod, container and node, and not among those of others',
    { id: 'observability/logs/namespaces', uses: [probeAgents, linesStayApart], safety: 'own', within: '10m' },
    async ({ cluster, agents, logs, measure, note }) => {
      const search = await logs.search();
      const written = await agents.writeLines(search);
      const { seconds } = await cluster.until(linesStayApart(search, written), { within: search.within });
      measure({ id: 'time-to-visible', value: seconds, unit: 'seconds' });
      if (written.lost.length > 0) note(`no line was written on ${written.lost.join(', ')}: no probe agent answered`);
    },
  );

  check(
    'how many lines are lost of a pod that is deleted right after its last line',
    { id: 'observability/logs/deleted-pod', uses: [linesArrive, firstLineArrives], safety: 'own', within: '10m' },
    async (tools) => {
      await using writer = await tools.logs.write({
        name: 'deleted',
        lines: [{ kind: 'steady', count: 1 }],
        atDeletion: [{ kind: 'burst', count: 500 }],
        mayLose: true,
      });
      await tools.cluster.until(firstLineArrives(writer), { within: writer.within });
      await writer.delete();
      await arrive(tools, writer);
    },
  );

  check(
    'every line that a pod writes while its collector is replaced is in the log store',
    {
      id: 'observability/logs/replaced-collector',
      uses: [linesArrive, firstLineArrives],
      safety: 'disruptive',
      locks: ['log-collector'],
      within: '10m',
      skip: collector === '' ? 'logs.collector of the configuration names no DaemonSet' : undefined,
    },
    async (tools) => {
      await using writer = await tools.logs.write({
        ...{ name: 'collector', lines: [known, steady(lines)], holdAfter: known.kind },
      });
      await goOnOnceFound(tools, writer);
      await tools.logs.replaceCollector(writer.node);
      await arrive(tools, writer);
    },
  );
});

/** Waits until the collector has found the log, so that what happens to that next is not taken for a log that it never knew. */
async function goOnOnceFound({ cluster }: Toolbox, writer: LogWriter): Promise<void> {
  await cluster.until(firstLineArrives(writer), { within: writer.within });
  await writer.goOn();
}

/** Waits until the lines are in the store, and keeps what was measured, also when they are not. */
async function arrive({ cluster, measure, note }: Toolbox, writer: LogWriter): Promise<void> {
  try {
    await cluster.until(linesArrive(writer), { within: writer.within });
  } finally {
    for (const figure of writer.figures()) measure(figure);
  }
  for (const remark of writer.remarks()) note(remark);
}
