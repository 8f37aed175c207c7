/** Nothing asks for it, so no fault of a webhook affects anything else. */
const rules = [
  { apiGroups: ['nothing.example.com'], apiVersions: ['v1'], resources: ['things'], operations: ['CREATE'] },
];

/**
 * A configuration with one webhook, which is called at the Service `web` of a namespace, port 443.
 * @param more of its `clientConfig`.
 */
export function webhook(name: string, more: object = {}, kind = 'ValidatingWebhookConfiguration'): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name, labels: { 'shakedown-test': 'fault' } },
    webhooks: [
      {
        name: 'hook.example.com',
        clientConfig: { service: { namespace: name, name: 'web' }, ...more },
        ...{ rules, sideEffects: 'None', admissionReviewVersions: ['v1'] },
      },
    ],
  };
}
