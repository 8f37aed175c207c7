import {
  apiServerCertificates,
  apiServiceCertificates,
  certificatesLast,
  check,
  fewestDays,
  forEach,
  ingressCertificates,
  inventory,
  kubeletCertificate,
  mutatingWebhookConfigurations,
  refOf,
  validatingWebhookConfigurations,
  webhookCertificates,
  type CertificateSource,
  type Toolbox,
} from 'shakedown';

describe('No certificate of the platform runs out', () => {
  const { daysLeft } = inventory().config.certificates;

  last('apiserver', apiServerCertificates());
  forEach('nodes', (found) => {
    const { name } = refOf(found);
    const toldBy = `workloads/node/${name}`;
    last(`node/${name}`, kubeletCertificate(name), async ({ agents }) => [await agents.on(name, { toldBy })]);
  });
  forEach('apiServices', (found) => {
    const { name } = refOf(found);
    last(`apiservice/${name}`, apiServiceCertificates(name));
  });
  forEach('validatingWebhookConfigurations', (found) => {
    const { name } = refOf(found);
    last(`validatingwebhook/${name}`, webhookCertificates(validatingWebhookConfigurations, name));
  });
  forEach('mutatingWebhookConfigurations', (found) => {
    const { name } = refOf(found);
    last(`mutatingwebhook/${name}`, webhookCertificates(mutatingWebhookConfigurations, name));
  });
  forEach('ingresses', (found) => {
    const ref = refOf(found);
    const skip = (found.spec?.tls ?? []).length === 0 ? 'it has no TLS' : undefined;
    last(`ingress/${ref.path}`, ingressCertificates(ref), undefined, skip);
  });

  /** A check of the servers of a source. @param from the agents that ask. @default all @param skip why it does not apply. */
  function last(
    of: string,
    source: CertificateSource,
    from = async ({ agents }: Pick<Toolbox, 'agents'>) => (await agents.fleet()).agents,
    skip?: string,
  ): void {
    check(
      `the certificates of ${source.title} last`,
      { id: `platform/certificate/${of}`, uses: [certificatesLast, source], safety: 'own', skip },
      async ({ cluster, agents, measure, note }) => {
        const { seen } = await cluster.until(certificatesLast(source, await from({ agents }), daysLeft));
        const days = fewestDays(seen.presented, seen.date);
        if (days !== undefined) measure({ id: 'days-left', value: days, unit: 'days' });
        measure({ id: 'servers', value: seen.presented.length, unit: 'count' });
        for (const text of seen.unseen) note(`no certificate is seen of ${text}`);
      },
    );
  }
});
