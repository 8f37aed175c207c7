import { expect } from 'chai';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import { testAccount } from './account.fixture.ts';
import { reportAsFarAsThere } from './load-report.ts';
import type { Master } from '../master.ts';

/** A master that only returns pages. */
const masterWith = (page: Master['page']) => ({ page });
const gone = new ClusterError('CLUSTER_TIMEOUT', { expected: 'an answer', seen: 'none in 30 s', transient: true });
const { signal } = new AbortController();

describe('The report of a load that was judged', () => {
  it('has the pages of the master and the account', async () => {
    const { report, missing } = await reportAsFarAsThere(
      masterWith(async (path) => path),
      testAccount(),
      signal,
    );
    expect(missing).to.equal(undefined);
    expect(report).to.deep.include({ html: '/stats/report?download=1', requests: '/stats/requests/csv' });
    expect(report.account).to.include('"instanceId": "b1"');
  });

  it('is incomplete when the master ends before its pages are read, and says why', async () => {
    const master = masterWith(async (path) => {
      if (path.startsWith('/stats/report')) throw gone;
      return path;
    });
    const { report, missing } = await reportAsFarAsThere(master, testAccount(), signal);
    expect(missing).to.equal('report.html could not be read: CLUSTER_TIMEOUT: none in 30 s\n  expected: an answer');
    expect(Object.keys(report)).to.have.members(['account', 'requests', 'failures', 'exceptions']);
  });

  it('is not waited for when the load test is cut off', async () => {
    const cut = AbortSignal.abort(new Error('it was stopped by SIGINT'));
    const master = masterWith(async () => {
      throw gone;
    });
    const error = await reportAsFarAsThere(master, testAccount(), cut).catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.equal('it was stopped by SIGINT');
  });
});
