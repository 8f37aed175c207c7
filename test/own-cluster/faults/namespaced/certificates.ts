import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { certificateFor, inDays, tlsServer, type TestCertificate } from '../certificate.ts';
import { WHILE_SEEDING, type Fault } from '../fault.ts';
import { webhook } from '../webhook.ts';

/** A webhook that presents a certificate, and one that trusts others as well. */
async function present(
  { apply, image, kubectl }: LocalCluster,
  place: string,
  presented: TestCertificate,
  trusted: readonly TestCertificate[],
): Promise<void> {
  const caBundle = Buffer.from(trusted.map(({ cert }) => cert).join('')).toString('base64');
  await apply([...tlsServer(place, image, presented), webhook(place, { caBundle })]);
  await kubectl([`--namespace=${place}`, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
}

const signed = (place: string, from: string, to: string) => certificateFor(`web.${place}.svc`, from, to);
const old = (place: string) => signed(place, '20200101000000Z', '20210101000000Z');
const good = (place: string) => signed(place, inDays(-300), inDays(400));

/** Faults of the certificates of webhooks, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the certificate of an admission webhook has expired, and the API server trusts no other',
    manifests: () => [],
    inject: async (local) => {
      const expired = await old('fault-cert-expired');
      await present(local, 'fault-cert-expired', expired, [expired]);
    },
    red: {
      'platform/validatingwebhook/fault-cert-expired':
        /\(failurePolicy Fail\): the certificate in its caBundle has expired, on 2021-01-01T00:00:00\.000Z$/,
      'platform/certificate/validatingwebhook/fault-cert-expired':
        /^the certificate of Service fault-cert-expired\/web has expired, on 2021-01-01T00:00:00\.000Z$/,
    },
    others: { 'workloads/service/fault-cert-expired/web': 'passed' },
  },
  {
    name: 'the certificate of an admission webhook has few days left',
    manifests: () => [],
    inject: async (local) => {
      const short = await signed('fault-cert-short', inDays(-300), inDays(9.5));
      await present(local, 'fault-cert-short', short, [short]);
    },
    red: {
      'platform/certificate/validatingwebhook/fault-cert-short':
        /^the certificate of Service fault-cert-short\/web expires in 9 days, on \S+; it must have 14 days left$/,
    },
    others: { 'platform/validatingwebhook/fault-cert-short': 'passed' },
  },
  {
    name: 'an admission webhook presents a certificate that the API server does not trust',
    manifests: () => [],
    inject: async (local) => {
      const [own, other] = await Promise.all([good('fault-cert-other'), good('fault-cert-other')]);
      await present(local, 'fault-cert-other', own, [other]);
    },
    red: {
      'platform/certificate/validatingwebhook/fault-cert-other':
        /^the certificate of Service fault-cert-other\/web is signed by itself, and not in its caBundle$/,
    },
    others: { 'platform/validatingwebhook/fault-cert-other': 'passed' },
  },
  {
    name: 'an admission webhook has a new certificate, and the API server trusts the old one as well',
    manifests: () => [],
    inject: async (local) => {
      const own = await good('fine-cert');
      await present(local, 'fine-cert', own, [await old('fine-cert'), own]);
    },
    red: {},
    others: {
      'platform/validatingwebhook/fine-cert': 'passed',
      'platform/certificate/validatingwebhook/fine-cert': 'passed',
      'platform/certificate/apiserver': 'passed',
      'platform/certificate/node/node-1': 'passed',
      'platform/certificate/node/node-2': 'passed',
      'platform/certificate/apiservice/v1beta1.metrics.k8s.io': 'passed',
    },
  },
];
