import { certManagerCertificate, certManagerCertificates, check, forEach, part, refOf } from 'shakedown';

const certificates = await part({
  kind: certManagerCertificates,
  id: 'platform/certmanager',
  byLabels: true,
  optional: true,
  sample: { spec: { secretName: 'sample' } },
});

describe('cert-manager issues every Certificate, and renews it in time', () => {
  forEach(certificates, (found, id) => {
    const issued = certManagerCertificate(refOf(found)).isReady();

    check(issued.title, { id, uses: [issued] }, async ({ cluster, measure }) => {
      const { seen } = await cluster.until(issued);
      const daysLeft = (Date.parse(seen.certificate?.status?.notAfter ?? '') - seen.date.getTime()) / 86_400_000;
      if (!Number.isNaN(daysLeft)) measure({ id: 'days-left', value: daysLeft, unit: 'days' });
    });
  });
});
