import { createCustom, type CustomKind } from '../custom-kind.ts';
import { namespace, type Fault } from '../fault.ts';

/** As cert-manager defines it, without its rules. */
const CERTIFICATE: CustomKind = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', resource: 'certificates' };

/** A Certificate whose controller the fault plays. */
const certificate = (place: string, status: object) => ({
  ...{ apiVersion: CERTIFICATE.apiVersion, kind: CERTIFICATE.kind, metadata: { namespace: place, name: 'web' } },
  ...{ spec: { secretName: 'web' }, status },
});
const ready = { type: 'Ready', status: 'True', observedGeneration: 1 };
const failed = { type: 'Issuing', status: 'False', reason: 'Failed', message: 'the order is invalid' };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Faults of Certificates of cert-manager, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'cert-manager cannot issue a Certificate',
    manifests: () => [namespace('fault-issue')],
    inject: (local) => {
      const absent = { ...ready, status: 'False', reason: 'DoesNotExist', message: 'the Secret does not exist' };
      return createCustom(local, [CERTIFICATE], [certificate('fault-issue', { conditions: [absent, failed] })]);
    },
    red: {
      'platform/certmanager/fault-issue/web':
        /^it is not ready: DoesNotExist: the Secret does not exist; the order is invalid$/,
    },
  },
  {
    name: 'cert-manager has not renewed a Certificate in time',
    manifests: () => [namespace('fault-renewal')],
    inject: (local) => {
      const status = { conditions: [ready, failed], renewalTime: inHours(-5), notAfter: inHours(200) };
      return createCustom(local, [CERTIFICATE], [certificate('fault-renewal', status)]);
    },
    red: {
      'platform/certmanager/fault-renewal/web':
        /^it was to be renewed at \S+, and was not: the order is invalid; it ends/,
    },
  },
  {
    name: 'cert-manager renews a Certificate a moment later than planned',
    manifests: () => [namespace('fine-renewal')],
    inject: (local) => {
      const status = { conditions: [ready], renewalTime: inHours(-0.1), notAfter: inHours(200) };
      return createCustom(local, [CERTIFICATE], [certificate('fine-renewal', status)]);
    },
    red: {},
    others: { 'platform/certmanager/fine-renewal/web': 'passed' },
  },
];
