import { expect } from 'chai';
import type { Cluster } from '../cluster/cluster.ts';
import { configSchema } from '../config/schema.ts';
import { found } from './survey.ts';

const context = { cluster: {} as Cluster, config: configSchema.parse({}) };

describe('A survey', () => {
  const { signal } = new AbortController();

  it('finds what checks are made of', async () => {
    expect(await found({ sample: 'a', find: () => Promise.resolve(['x', 'y']) }, { ...context, signal })).to.deep.equal(
      [...['x', 'y']],
    );
  });

  it('that fails finds nothing: a check says why', async () => {
    const find = () => Promise.reject(new Error('away'));
    expect(await found({ sample: 'a', find }, { ...context, signal })).to.deep.equal([]);
  });

  it('ends with the run', async () => {
    const find = () => Promise.reject(new Error('aborted'));
    const reason = new Error('cut off');
    const thrown = await found({ sample: 'a', find }, { ...context, signal: AbortSignal.abort(reason) }).catch(
      (error: unknown) => error,
    );
    expect(thrown).to.equal(reason);
  });
});
