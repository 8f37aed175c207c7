import { check, customResourceDefinition, forEach, refOf } from 'shakedown';

describe('Every CustomResourceDefinition is established', () => {
  forEach('customResourceDefinitions', (found, id) => {
    const established = customResourceDefinition(refOf(found).name).isEstablished();

    check(established.title, { id, uses: [established] }, async ({ cluster }) => {
      await cluster.until(established);
    });
  });
});
