import { expect } from 'chai';
import { NO_EVIDENCE } from '../../../diagnosis/root-cause.ts';
import type { Job } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../waiting/condition.ts';
import { job, judgeJob, type JobSeen } from './job.ts';

const shop = { namespace: 'shop' };
const judge = (status: object) =>
  judgeJob({ job: { metadata: { name: 'import' }, status }, evidence: { pods: [], events: [] } }, shop);

describe('a Job', () => {
  for (const [what, status] of [
    ['running', { active: 1, ready: 1 }],
    ['completed', { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }],
    ['about to complete', { succeeded: 1, conditions: [{ type: 'SuccessCriteriaMet', status: 'True' }] }],
    ['that failed and tries again', { failed: 2, active: 1, ready: 1 }],
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
      reason: `it has failed (BackoffLimitExceeded): ${message}`,
      counts: 'active 0, succeeded 0, failed 3',
    });
  });

  it('that failed is explained by the pods that failed, not by those that have completed', () => {
    const pod = (name: string, phase: string, exitCode: number) => ({
      metadata: { name, uid: name },
      spec: { nodeName: 'n1', containers: [] },
      status: {
        phase,
        conditions: [{ type: 'Ready', status: 'False', reason: 'PodCompleted' }],
        containerStatuses: [{ name: 'import', ready: false, state: { terminated: { exitCode } } }],
      },
    });
    const pods = [pod('import-a', 'Succeeded', 0), pod('import-b', 'Succeeded', 0), pod('import-c', 'Failed', 137)];
    const job = {
      metadata: { name: 'import' },
      status: {
        succeeded: 2,
        failed: 1,
        conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }],
      },
    };
    const seen = { job, evidence: { pods, events: [] } } as unknown as JobSeen;
    expect(judgeJob(seen, shop)).to.deep.equal({
      state: 'fatal',
      reason:
        'it failed: container import ended with exit code 137 (pod import-c); it has failed (BackoffLimitExceeded)',
      counts: 'active 0, succeeded 2, failed 1',
      todo: 'kubectl -n shop describe pod import-c',
    });
  });

  it('that failed does not apply when a later one of its CronJob has completed since', async () => {
    const of = (name: string, hour: number, type: string) => ({
      metadata: {
        ...{ namespace: 'shop', name, creationTimestamp: `2026-01-01T0${hour}:00:00Z` },
        ownerReferences: [{ controller: true, kind: 'CronJob', uid: 'c' }],
      },
      status: { conditions: [{ type, status: 'True' }] },
    });
    const all = [of('report-1', 1, 'Failed'), of('report-2', 2, 'Complete')];
    const get = async ({ kind }: { kind: string }) => (kind === 'Job' ? all[0] : undefined);
    const look = { get, list: async () => all } as unknown as Look;
    const condition = job({ namespace: 'shop', name: 'report-1' }).hasNotFailed();
    const seen = await condition.read(look);
    expect(seen.evidence).to.equal(NO_EVIDENCE);
    expect(condition.judge(seen)).to.deep.equal({
      state: 'does not apply',
      reason: 'job shop/report-2 of the same CronJob has completed since it failed',
    });
  });

  it('that failed is open while the next one of its CronJob decides, and not judged at the end', () => {
    const failed = {
      metadata: { name: 'report-2' },
      status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
    } as unknown as Job;
    const seen = {
      job: failed,
      evidence: NO_EVIDENCE,
      undecided: 'job shop/report-3 of the same CronJob has not ended',
    };
    const reason = 'it has failed (BackoffLimitExceeded); job shop/report-3 of the same CronJob has not ended';
    expect(judgeJob(seen, shop)).to.deep.include({ state: 'not yet', reason });
    expect(judgeJob({ ...seen, last: true }, shop)).to.deep.equal({ state: 'does not apply', reason });
  });

  it('that failed long ago does not apply, with its age', () => {
    const status = (lastTransitionTime?: string) => ({
      conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime }],
    });
    const date = new Date('2026-03-03T12:00:00Z');
    const judged = (at?: string) =>
      judgeJob(
        { job: { metadata: { name: 'import' }, status: status(at) } as unknown as Job, evidence: NO_EVIDENCE, date },
        { ...shop, failedWithin: '24h' },
      );
    expect(judged('2026-01-01T12:00:00Z')).to.deep.equal({
      state: 'does not apply',
      reason: 'it failed 61 days ago; a failure counts for 24h (jobs.failedWithin)',
    });
    expect(judged('2026-03-02T12:00:01Z').state).to.equal('fatal');
    expect(judged().state).to.equal('fatal');
  });

  describe('that runs', () => {
    const date = new Date('2026-01-01T12:00:00Z');
    const seen = (time: string) =>
      ({
        metadata: { namespace: 'shop', name: 'import', uid: 'j', managedFields: [{ time }] },
        status: { active: 1, ready: 1, startTime: '2026-01-01T00:00:00Z' },
      }) as unknown as Job;
    const looping = (startedAt: string) => ({
      metadata: { namespace: 'shop', name: 'import-a', uid: 'a', ownerReferences: [{ uid: 'j' }] },
      spec: { nodeName: 'n1', containers: [{ name: 'app' }] },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          {
            ...{ name: 'app', ready: true, restartCount: 50, state: { running: { startedAt } } },
            lastState: {
              terminated: { exitCode: 1, startedAt: '2026-01-01T11:54:00Z', finishedAt: '2026-01-01T11:54:30Z' },
            },
          },
        ],
      },
    });
    const judged = (pod: object) =>
      judgeJob({ job: seen('2026-01-01T11:59:50Z'), evidence: { ...NO_EVIDENCE, pods: [pod] }, date }, shop);

    it('but ends again and again is not well at the moments between', () => {
      expect(judged(looping('2026-01-01T11:59:50Z'))).to.deep.equal({
        state: 'not yet',
        reason:
          'container app ended 30 s after its last start (exit code 1), was restarted 50 times, and runs since 10 s ago (pod import-a)',
        counts: 'active 1, succeeded 0, failed 0',
        todo: 'kubectl -n shop logs import-a -c app --previous',
        due: { inMs: 50_000 },
      });
      expect(judged(looping('2026-01-01T11:58:50Z')).state).to.equal('ready');
    });

    it('is well when a pod has completed after it was tried again', () => {
      const one = looping('2026-01-01T11:59:50Z');
      const [container] = one.status.containerStatuses;
      const ended = { ...container, state: { terminated: { exitCode: 0 } } };
      const done = { ...one.status, containerStatuses: [ended] };
      expect(judged({ ...one, status: { ...done, phase: 'Succeeded' } }).state).to.equal('ready');
      const withSidecar = { ...one, spec: { ...one.spec, restartPolicy: 'OnFailure' }, status: done };
      expect(judged(withSidecar).state).to.equal('ready');
    });
  });

  it('that does not exist has disappeared', () => {
    expect(judgeJob({ job: undefined, evidence: { pods: [], events: [] } }, shop).state).to.equal('disappeared');
  });
});
