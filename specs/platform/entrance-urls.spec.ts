import { check, inventory, urlAnswers } from 'shakedown';

describe('What comes to an address of the configuration is answered from outside of the cluster', () => {
  const { urls, badStatuses } = inventory().config.entrances;

  for (const named of urls) {
    const { url } = named;
    check(
      `${url} answers, with a certificate that this machine trusts`,
      { id: `platform/entrance/url/${url}`, uses: [urlAnswers] },
      async ({ cluster, measure }) => {
        const { seconds } = await cluster.until(urlAnswers(named, badStatuses));
        measure({ id: 'settled', value: seconds, unit: 'seconds' });
      },
    );
  }
});
