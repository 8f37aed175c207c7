import { expect } from 'chai';
import { estimate, progressLine, roughly, type PartState } from './estimate.mjs';

const waiting = (id: string, seconds: number, count?: number): PartState => ({
  part: { id, seconds, ...(count === undefined ? {} : { count }) },
  state: 'waiting',
  elapsed: 0,
});
const done = (id: string, seconds: number, elapsed: number): PartState => ({
  part: { id, seconds },
  state: 'done',
  elapsed,
});

describe('The estimate of a preparation', () => {
  it('is at the start the duration of an earlier build', () => {
    const states = [waiting('compile/a', 100, 500), waiting('cluster/start', 25)];
    expect(estimate(states)).to.deep.equal({ percent: 0, secondsLeft: 125 });
  });

  it('counts a part by its items', () => {
    const half: PartState = { ...waiting('compile/a', 100, 500), state: 'running', elapsed: 50, done: 250, total: 500 };
    expect(estimate([half, waiting('cluster/start', 25)])).to.deep.equal({ percent: 40, secondsLeft: 75 });
  });

  it('follows the speed of this machine, in parts of the same kind', () => {
    // 80 s were expected and 180 s measured: with the 20 s that the earlier build counts, twice as slow.
    const states = [done('compile/a', 80, 180), waiting('compile/b', 100, 500), waiting('cluster/start', 25)];
    expect(estimate(states).secondsLeft).to.equal(225);
  });

  it('does not reduce minutes to seconds after one quick second', () => {
    const started: PartState = {
      ...waiting('compile/a', 600, 600),
      state: 'running',
      elapsed: 1,
      done: 20,
      total: 600,
    };
    expect(estimate([started]).secondsLeft).to.be.closeTo(580 * (21 / 40), 0.001);
  });

  it('is lower when there are fewer packages than in the earlier build', () => {
    const few: PartState = { ...waiting('compile/a', 100, 500), state: 'running', elapsed: 0, done: 0, total: 50 };
    expect(estimate([few])).to.deep.equal({ percent: 0, secondsLeft: 10 });
  });

  it('follows the clock where nothing is counted, and stays below 100 % when that takes longer', () => {
    const at = (elapsed: number): PartState => ({ ...waiting('image/a', 40), state: 'running', elapsed });
    expect(estimate([at(20)])).to.deep.equal({ percent: 50, secondsLeft: 20 });
    const late = estimate([at(400)]);
    expect(late.percent).to.equal(95);
    expect(late.secondsLeft).to.be.closeTo(40 * 0.05 * (420 / 60), 0.001);
  });

  it('ignores what another process has built', () => {
    const others: PartState = { ...waiting('compile/a', 100, 500), state: 'skipped' };
    expect(estimate([others, waiting('compile/b', 100, 500)])).to.deep.equal({ percent: 50, secondsLeft: 100 });
  });

  it('is at 100 % only when all is done', () => {
    const last: PartState = { ...waiting('compile/b', 1, 10), state: 'running', elapsed: 1, done: 10, total: 10 };
    expect(estimate([done('compile/a', 999, 999), last]).percent).to.equal(99);
    expect(estimate([done('compile/a', 999, 999)])).to.deep.equal({ percent: 100, secondsLeft: 0 });
    const nothing: PartState = { ...waiting('compile/b', 1, 10), state: 'running', elapsed: 0, done: 0, total: 0 };
    expect(estimate([nothing])).to.deep.equal({ percent: 99, secondsLeft: 0 });
  });
});

describe('The line of a preparation', () => {
  it('shows the progress, what is being done, and how long the rest takes', () => {
    const running: PartState = {
      ...waiting('compile/kube', 600, 1_480),
      state: 'running',
      elapsed: 167,
      done: 412,
      total: 1_480,
    };
    expect(progressLine([running], 'building kube v1.36.3: 412 of 1480 packages')).to.equal(
      '[ 27 %] building kube v1.36.3: 412 of 1480 packages; about 7 min left',
    );
    expect(progressLine([waiting('npm/packages', 15)], 'installing npm packages')).to.equal(
      '[  0 %] installing npm packages; about 20 s left',
    );
  });

  it('loses the end of its text on a narrow terminal, never the time', () => {
    const line = (columns: number) => progressLine([waiting('npm/packages', 15)], 'installing npm packages', columns);
    expect(line(48)).to.equal('[  0 %] installing npm packages; about 20 s left');
    expect(line(40)).to.equal('[  0 %] installing npm…; about 20 s left');
  });

  it('shows no time at the end', () => {
    expect(progressLine([done('npm/packages', 15, 15)], 'ready')).to.equal('[100 %] ready');
  });

  const times: [number, string][] = [
    [0, 'a few seconds'],
    [9.9, 'a few seconds'],
    [10, 'about 10 s'],
    [41, 'about 50 s'],
    [90, 'about 90 s'],
    [91, 'about 2 min'],
    [712, 'about 12 min'],
  ];
  for (const [seconds, text] of times) {
    it(`says '${text}' for ${seconds} s`, () => expect(roughly(seconds)).to.equal(text));
  }
});
