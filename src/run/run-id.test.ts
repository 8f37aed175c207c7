import { expect } from 'chai';
import { newRunId, requestedRunId } from './run-id.ts';

const requested = (id: string) => {
  try {
    return requestedRunId({ SHAKEDOWN_RUN_ID: id });
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
};

describe('The id of a run', () => {
  it('may be requested by the environment', () => {
    for (const id of ['ci-123', '1.4-rc.1', 'a'.repeat(63), newRunId(new Date())]) expect(requested(id)).to.equal(id);
    expect(requestedRunId({})).to.equal(undefined);
    expect(requested('')).to.equal(undefined);
  });

  it('is refused when it would leave the directory of results, or be no label and no name of a pod', () => {
    for (const id of [
      '../x',
      '..',
      '.',
      '/tmp/x',
      'a/b',
      'a b',
      'CI-123',
      'ci_123',
      '-a',
      'a-',
      'a..b',
      'a'.repeat(64),
    ])
      expect(requested(id), id).to.equal(`USAGE_ERROR: SHAKEDOWN_RUN_ID is '${id}'`);
  });
});
