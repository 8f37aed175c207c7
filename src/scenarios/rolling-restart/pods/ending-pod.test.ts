import { expect } from 'chai';
import { endingPod } from './ending-pod.ts';
import type { SeenPod } from './seen-pod.ts';

const AHEAD = Date.parse('2026-01-01T00:00:00Z');
const clocks = new Map([['n1', { aheadMs: AHEAD, toleranceMs: 8 }]]);
const seen: SeenPod = { name: 'web-1', node: 'n1', graceSeconds: 10, wasListed: true, deleted: 1_000, unlisted: 1_200 };
const ended = { seen: 5_400, finishedAt: '2026-01-01T00:00:04Z', exitCode: 0 };
const message = (moments: object) => JSON.stringify(moments);

describe('The end of a pod', () => {
  it('has the times that the app noted, on the clock of the runner', () => {
    const noted = message({ sigterm: AHEAD + 1_050, exit: AHEAD + 4_060 });
    expect(endingPod({ ...seen, ended: { ...ended, message: noted } }, clocks)).to.deep.equal({
      ...{
        name: 'web-1',
        sigterm: 1_050,
        unlisted: 1_200,
        exit: 4_060,
        exitCode: 0,
        graceSeconds: 10,
        toleranceMs: 20,
      },
    });
  });

  it('has otherwise the times that were seen, which are less exact', () => {
    for (const text of ['', 'Killed', '[]', message({ sigterm: 'now' })]) {
      const pod = endingPod({ ...seen, ended: { ...ended, message: text, exitCode: 137, reason: 'Error' } }, clocks);
      expect(pod).to.include({ sigterm: 1_000, exit: 5_000, exitCode: 137, reason: 'Error', toleranceMs: 500 });
    }
    expect(endingPod({ ...seen, ended }, new Map())).to.include({ sigterm: 1_000, exit: 5_400, toleranceMs: 500 });
    const late = { ...ended, finishedAt: '2026-01-01T00:00:05Z' };
    expect(endingPod({ ...seen, ended: late }, clocks)).to.include({ exit: 5_400 });
  });

  it('has no exit while it runs, and is none of a pod that stays', () => {
    expect(endingPod(seen, clocks)).to.not.have.property('exit');
    const { deleted: _, ...staying } = seen;
    expect(endingPod(staying, clocks)).to.equal(undefined);
  });
});
