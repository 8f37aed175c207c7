import { expect } from 'chai';
import { ClusterError } from '../cluster-error.ts';
import { untilReady } from './until-ready.ts';

describe('A shared list that is waited for', () => {
  const clock = { sleep: async () => {} };
  const failing = (transient: boolean) =>
    new ClusterError('CLUSTER_UNAVAILABLE', {
      ...{ meaning: 'infrastructure', expected: 'to list pods', seen: 'the connection was cut', transient },
    });
  /** Fails with these errors, one after the other, before it is read. */
  const listAfter = (...errors: Error[]) => ({
    ready: async () => {
      const next = errors.shift();
      if (next) throw next;
    },
  });
  const { signal } = new AbortController();

  it('is asked for again after a transient error, as while the API server restarts', async () => {
    await untilReady(listAfter(failing(true), failing(true)), clock, signal);
  });

  it('is not asked for again after any other error, or when the signal has fired', async () => {
    const seen = async (list: ReturnType<typeof listAfter>, by = signal) =>
      await untilReady(list, clock, by).then(() => undefined, String);
    expect(await seen(listAfter(failing(false)))).to.contain('CLUSTER_UNAVAILABLE');
    expect(await seen(listAfter(new Error('a bug')))).to.equal('Error: a bug');
    expect(await seen(listAfter(failing(true)), AbortSignal.abort())).to.contain('CLUSTER_UNAVAILABLE');
  });
});
