import { expect } from 'chai';
import { atMost } from './at-most.ts';

describe('the limit of parallel jobs', () => {
  it('holds, and jobs start in the order of their arrival', async () => {
    const turn = atMost(2);
    const begun: number[] = [];
    const finish: (() => void)[] = [];
    const jobs = [0, 1, 2, 3].map((n) =>
      turn(() => {
        begun.push(n);
        return new Promise<number>((resolve) => (finish[n] = () => resolve(n)));
      }),
    );
    expect(begun).to.deep.equal([0, 1]);
    finish[1]?.();
    expect(await jobs[1]).to.equal(1);
    await Promise.resolve();
    expect(begun).to.deep.equal([0, 1, 2]);
    finish[0]?.();
    finish[2]?.();
    await jobs[0];
    await jobs[2];
    await Promise.resolve();
    finish[3]?.();
    expect(await Promise.all(jobs)).to.deep.equal([0, 1, 2, 3]);
  });

  it('starts the next job when one fails', async () => {
    const turn = atMost(1);
    const failed = turn(() => Promise.reject(new Error('no'))).catch((error: Error) => error.message);
    const next = turn(async () => 'yes');
    expect([await failed, await next]).to.deep.equal(['no', 'yes']);
  });
});
