import type { Kind, Ref } from '../../cluster/kinds/kind.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';

/** https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate */
export interface CertManagerCertificate {
  metadata?: { name?: string; namespace?: string; generation?: number; deletionTimestamp?: string };
  spec?: { secretName: string };
  status?: {
    notAfter?: string;
    renewalTime?: string;
    conditions?: {
      type: string;
      status: string;
      reason?: string;
      message?: string;
      observedGeneration?: number;
      lastTransitionTime?: string;
    }[];
  };
}

export const certManagerCertificates: Kind<CertManagerCertificate> = {
  ...{ group: 'cert-manager.io', version: 'v1', resource: 'certificates', kind: 'Certificate', namespaced: true },
};

/** How long after its time a renewal is late, in milliseconds: an issuer may need some tries. */
const LATE_MS = 3_600_000;

/** What was read of a Certificate of cert-manager. */
export interface CertManagerSeen {
  certificate: CertManagerCertificate | undefined;
  /** The API server's time. */
  date: Date;
}

/** What can be waited for of a Certificate of cert-manager. */
export function certManagerCertificate(ref: Ref & { namespace: string }) {
  return {
    /** It is Ready at its present generation, and was renewed when it was due. */
    isReady: (): Condition<CertManagerSeen> => ({
      title: `certificate ${ref.namespace}/${ref.name} is ready`,
      rights: [looksAt(certManagerCertificates)],
      todo: `kubectl -n ${ref.namespace} describe certificate.cert-manager.io ${ref.name}`,
      read: async (look) => ({
        certificate: await look.get(certManagerCertificates, ref, { wholeCluster: true }),
        date: look.date,
      }),
      judge: judgeCertManagerCertificate,
    }),
  };
}

/** Judges a Certificate of cert-manager; pure. */
export function judgeCertManagerCertificate({ certificate: seen, date }: CertManagerSeen): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({}, seen);
  const { conditions = [], renewalTime, notAfter } = seen.status ?? {};
  const told = conditions.find(({ type }) => type === 'Ready');
  if (!told) return notYet('cert-manager has not looked at it yet');
  const issuing = conditions.find(({ type, status }) => type === 'Issuing' && status === 'False')?.message;
  if (told.status !== 'True') {
    const why = [told.reason, told.message].filter(Boolean).join(': ');
    return {
      ...notYet(`it is not ready${why === '' ? '' : `: ${why}`}${issuing === undefined ? '' : `; ${issuing}`}`),
      ...(told.lastTransitionTime !== undefined && { stuckSince: told.lastTransitionTime }),
    };
  }
  const { generation = 0 } = seen.metadata ?? {};
  if ((told.observedGeneration ?? generation) < generation)
    return notYet('cert-manager has not seen its current spec yet');
  const due = Date.parse(renewalTime ?? '') + LATE_MS;
  if (due <= date.getTime())
    return {
      ...notYet(
        `it was to be renewed at ${renewalTime}, and was not${issuing === undefined ? '' : `: ${issuing}`}; it ends at ${notAfter}`,
      ),
      stuckSince: new Date(due).toISOString(),
    };
  return ready();
}
