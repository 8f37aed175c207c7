import { expect } from 'chai';
import { judgeJob } from './job.ts';

const judge = (status: object) =>
  judgeJob({ job: { metadata: { name: 'import' }, status }, evidence: { pods: [], events: [] } }, {});

describe('a Job', () => {
  for (const [what, status] of [
    ['running', { active: 1 }],
    ['completed', { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }],
    ['suspended', { conditions: [{ type: 'Suspended', status: 'True' }] }],
    ['not begun', {}],
    ['that failed and tries again', { failed: 2, active: 1 }],
  ] as const)
    it(`${what} has not failed`, () => {
      expect(judge(status).state).to.equal('ready');
    });

  it('that failed says why', () => {
    const message = 'Job has reached the specified backoff limit';
    const status = {
      failed: 3,
      conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message }],
    };
    expect(judge(status)).to.deep.equal({
      state: 'fatal',
      reason: `it has failed (BackoffLimitExceeded): ${message}; active 0, succeeded 0, failed 3`,
    });
  });

  it('that is not there is gone', () => {
    expect(judgeJob({ job: undefined, evidence: { pods: [], events: [] } }, {}).state).to.equal('gone');
  });
});
