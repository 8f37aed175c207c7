import { expect } from 'chai';
import { judgeCertManagerCertificate, type CertManagerCertificate } from './cert-manager-certificate.ts';

const since = '2026-11-28T00:00:00Z';
const date = new Date('2026-11-28T12:00:00Z');
const ready = { type: 'Ready', status: 'True', observedGeneration: 2, lastTransitionTime: since };
const failed = { type: 'Issuing', status: 'False', reason: 'Failed', message: 'the order is invalid' };
const judge = (status: CertManagerCertificate['status'], metadata: object = {}) =>
  judgeCertManagerCertificate({
    certificate: { metadata: { namespace: 'shop', name: 'web', generation: 2, ...metadata }, status: status ?? {} },
    date,
  });

describe('A Certificate of cert-manager', () => {
  it('is in order when it is Ready and its renewal is not late', () => {
    expect(judge({ conditions: [ready] })).to.deep.equal({ state: 'ready' });
    for (const renewalTime of ['2027-01-01T00:00:00Z', '2026-11-28T11:30:00Z'])
      expect(judge({ conditions: [ready], renewalTime })).to.deep.equal({ state: 'ready' });
  });

  // In the form of the API of cert-manager.
  for (const [what, status, expected] of [
    [
      'whose Secret does not exist',
      { conditions: [{ ...ready, status: 'False', reason: 'DoesNotExist', message: 'Secret does not exist' }, failed] },
      { reason: 'it is not ready: DoesNotExist: Secret does not exist; the order is invalid', stuckSince: since },
    ],
    [
      'of which the reason is not told',
      { conditions: [{ type: 'Ready', status: 'Unknown' }] },
      { reason: 'it is not ready' },
    ],
    ['that nobody has looked at', { conditions: [] }, { reason: 'cert-manager has not looked at it yet' }],
    [
      'that was changed since',
      { conditions: [{ ...ready, observedGeneration: 1 }] },
      { reason: 'cert-manager has not seen its current spec yet' },
    ],
    [
      'that was not renewed in time',
      { conditions: [ready, failed], renewalTime: '2026-11-28T10:00:00Z', notAfter: '2026-12-08T00:00:00Z' },
      {
        reason:
          'it was to be renewed at 2026-11-28T10:00:00Z, and was not: the order is invalid; it ends at 2026-12-08T00:00:00Z',
        stuckSince: '2026-11-28T11:00:00.000Z',
      },
    ],
  ] as const)
    it(`${what} is not`, () => {
      expect(judge(status as unknown as CertManagerCertificate['status'])).to.deep.equal({
        state: 'not yet',
        ...expected,
      });
    });

  it('that is deleted, or being deleted, has disappeared', () => {
    expect(judgeCertManagerCertificate({ certificate: undefined, date }).state).to.equal('disappeared');
    expect(judge({}, { deletionTimestamp: since }).state).to.equal('disappeared');
  });
});
