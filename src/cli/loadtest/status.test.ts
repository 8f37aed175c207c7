import { expect } from 'chai';
import { testAccount, testRun } from '../../instruments/load/figures/account.fixture.ts';
import { liveStatus } from './status.ts';

describe('The live status of a load test', () => {
  it('uses the API server’s time, which the nodes share, and not this machine’s', () => {
    const run = testRun({ settled: false });
    delete run.stoppedAt;
    const cluster = { serverDate: () => new Date((run.startedAt + 12) * 1_000) };
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    liveStatus({ cluster, ref: { namespace: 'loadtest', name: 'locust' } }, output)(testAccount({ run }));
    expect(written.join('')).to.include('loadtest/locust  load running, 12.0 s of 30.0 s  http://shop.web');
  });
});
