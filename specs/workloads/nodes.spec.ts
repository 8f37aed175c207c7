import {
  check,
  forEach,
  inventory,
  kubeletAnswers,
  kubeletRights,
  milliseconds,
  node,
  refOf,
  timeWithProbes,
} from 'shakedown';

describe('Every node can take work', () => {
  const { config } = inventory();

  forEach('nodes', (found, id) => {
    const { name } = refOf(found);
    const ready = node(name).isReady();

    check(
      `node ${name} is ready and its kubelet answers`,
      {
        id,
        uses: [...ready.rights, ...kubeletRights],
        safety: 'own',
        // It settles twice: the node before the agents are there, its kubelet after that.
        within: `${milliseconds(timeWithProbes(config)) + milliseconds(config.time.settle)}ms`,
      },
      async ({ cluster, probes, attach, inconclusive, signal }) => {
        await cluster.until(ready);

        const { agents, missing } = await probes.fleet(signal);
        const nobody = missing.find(({ node: without }) => without === name);
        if (nobody?.excluded) return attach('kubelet not asked', nobody.reason);
        const agent = agents.find(({ node: on }) => on === name);
        if (!agent)
          return inconclusive(
            `its kubelet was not asked: no probe agent: ${nobody?.reason ?? 'it came after the agents'}`,
          );
        await cluster.until(kubeletAnswers(agent));
      },
    );
  });
});
