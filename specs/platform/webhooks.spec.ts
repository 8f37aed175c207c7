import {
  check,
  forEach,
  mutatingWebhookConfigurations,
  refOf,
  validatingWebhookConfigurations,
  webhookConfiguration,
} from 'shakedown';

describe('The API server can call every admission webhook', () => {
  forEach('validatingWebhookConfigurations', (found, id) =>
    canBeCalled(webhookConfiguration(validatingWebhookConfigurations, refOf(found).name), id),
  );
  forEach('mutatingWebhookConfigurations', (found, id) =>
    canBeCalled(webhookConfiguration(mutatingWebhookConfigurations, refOf(found).name), id),
  );

  function canBeCalled(of: ReturnType<typeof webhookConfiguration>, id: string): void {
    const called = of.canBeCalled();

    check(called.title, { id, uses: [called] }, async ({ cluster, measure, note }) => {
      const { seen, remark } = await cluster.until(called);
      measure({ id: 'webhooks', value: seen.configuration?.webhooks?.length ?? 0, unit: 'count' });
      if (remark !== undefined) note(remark);
    });
  }
});
