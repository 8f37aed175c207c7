import { check, clusterPart, foundParts } from 'shakedown';

describe('The cluster has the parts that its configuration requires', () => {
  for (const name of foundParts) {
    const part = clusterPart(name);

    check(part.title, { id: `platform/part/${name}`, uses: [part] }, async ({ cluster, absent }) => {
      const { isThere, fact } = await cluster.now(part);
      if (!isThere) absent(name, fact);
    });
  }
});
