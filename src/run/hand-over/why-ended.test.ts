import { expect } from 'chai';
import type { RunnerEnd } from './runner-process.ts';
import { whyEnded } from './why-ended.ts';

const why = (end: Partial<RunnerEnd>) => whyEnded({ code: undefined, signal: undefined, stderr: '', ...end });
const ERROR = [
  'connecting',
  'CLUSTER_UNREACHABLE: connect ECONNREFUSED',
  '  expected: the API server to answer',
  '  do:       see whether it runs',
  '',
].join('\n');

describe('Why the runner ended', () => {
  for (const [what, end, expected] of [
    ['what it was ended for', { signal: 'SIGKILL', endedBecause: 'SIGTERM' }, { interruption: 'SIGTERM' }],
    [
      'memory, when V8 says so',
      {
        signal: 'SIGABRT',
        stderr: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      },
      { interruption: 'the runner ran out of memory; give its container more' },
    ],
    [
      'perhaps memory, when it was killed',
      { signal: 'SIGKILL' },
      { interruption: 'the runner was killed by SIGKILL, perhaps because its container was out of memory' },
    ],
    ['its last word', { code: 7, stderr: 'one\ntwo\n' }, { interruption: 'the runner ended with code 7: two' }],
    ['unknown, when it said nothing', { code: 0 }, { interruption: 'the runner ended with code 0: without a word' }],
    [
      'that it did not start',
      { stderr: 'spawn node ENOENT' },
      { interruption: 'the runner did not start: spawn node ENOENT' },
    ],
    [
      'its error, whatever stands around it',
      { code: 1, stderr: `${ERROR}Node.js v24\n` },
      { interruption: 'the runner ended with code 1: connect ECONNREFUSED; expected: the API server to answer' },
    ],
  ] as const)
    it(`is ${what}`, () => {
      expect(why(end)).to.deep.equal(expected);
    });

  it('is a trouble of kind infrastructure or usage when the exit code says so', () => {
    const trouble = {
      code: 'CLUSTER_UNREACHABLE',
      message: 'connect ECONNREFUSED; expected: the API server to answer',
      detail: ERROR.slice('connecting\n'.length).trimEnd(),
    };
    expect(why({ code: 5, stderr: ERROR })).to.deep.equal({ trouble: { kind: 'infrastructure', ...trouble } });
    expect(why({ code: 2, stderr: ERROR })).to.deep.equal({ trouble: { kind: 'usage', ...trouble } });
  });
});
