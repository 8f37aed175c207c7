import { expect } from 'chai';
import { chanceOf, generatedPair } from './generated-pairs.fixture.ts';
import { judgeMeasurements, type Pair } from './judge-measurements.ts';

const steady = [5, 5.1, 4.9, 5.05, 4.95, 5, 5.1, 4.9, 5, 5.02];
const pair = (more: Partial<Pair>): Pair => ({
  ...{ id: 'a rollout', unit: 'seconds', worse: 'larger', before: steady, after: [5, 5.05, 4.95] },
  ...more,
});
const verdictOf = (more: Partial<Pair>) => judgeMeasurements([pair(more)])[0]?.verdict;

describe('Measurements before and after a change', () => {
  it('are slower, faster or the same, by what is worse', () => {
    expect(verdictOf({ after: [6.5, 6.6, 6.4] })).to.equal('slower');
    expect(verdictOf({ after: [3.5, 3.6, 3.4] })).to.equal('faster');
    expect(verdictOf({})).to.equal('same');
    expect(verdictOf({ worse: 'smaller', unit: 'per second', after: [3.5, 3.6, 3.4] })).to.equal('slower');
  });

  it('are neither when nobody knows which is better', () => {
    expect(verdictOf({ worse: undefined, unit: 'count', after: [9, 9, 9] })).to.equal('cannot tell yet');
  });

  it('cannot be told from one run on each side, and say how many more would tell', () => {
    const [judged] = judgeMeasurements([pair({ before: [5], after: [7] })]);
    expect(judged).to.include({ verdict: 'cannot tell yet', moreRuns: 10 });
    expect(judged?.means.after).to.be.closeTo(7, 1e-9);
  });

  it('say between which shares the true difference is, where something is known of the noise', () => {
    const [low = 0, high = 0] = judgeMeasurements([pair({ after: [6.5, 6.6, 6.4] })])[0]?.interval ?? [];
    expect([low, high].map((share) => Math.round(share * 100))).to.deep.equal([28, 32]);
    const linear = judgeMeasurements([pair({ unit: 'count', before: [4, 0, 4, 0], after: [4] })])[0];
    expect(linear?.interval?.map((share) => Math.round(share * 10) / 10)).to.deep.equal([-2, 4]);
    for (const unknown of [pair({ before: [5], after: [7] }), pair({ before: [0, 0, 0], after: [4] })])
      expect(judgeMeasurements([unknown])[0]).to.not.have.property('interval');
  });

  it('do not tell a difference that is smaller than a tenth, or than a tenth of a second', () => {
    expect(verdictOf({ after: [5.3, 5.3, 5.3] })).to.equal('same');
    const short = steady.map((value) => value / 100);
    expect(verdictOf({ before: short, after: [0.07, 0.07, 0.07] })).to.equal('same');
  });

  it('are slower among many although they scatter before, where that is less than anybody notices', () => {
    const chance = chanceOf(5);
    const others = Array.from({ length: 100 }, (_, index) =>
      generatedPair(chance, { id: `other ${index}`, before: 3, after: 3 }, { deviation: chance.even() }),
    );
    const answers = pair({ id: 'answers', before: [0.008, 0.01, 0.027], after: [0.408, 0.405, 0.405] });
    const [judged] = judgeMeasurements([answers, ...others]);
    expect(judged?.verdict).to.equal('slower');
    expect(judged?.means.before).to.be.closeTo(0.0147, 0.0005);
    expect(verdictOf({ before: [0, 0.01, 0.027], after: [0.408, 0.405, 0.405] })).to.equal('slower');
  });

  it('are not slower for two outliers among three runs', () => {
    expect(verdictOf({ after: [10, 10, 5] })).to.equal('cannot tell yet');
  });

  it('may be zero, or the same value in every run', () => {
    expect(verdictOf({ unit: 'count', before: [0, 0, 0], after: [0, 0, 0] })).to.equal('same');
    expect(verdictOf({ unit: 'count', before: [0, 0, 0, 0], after: [4, 4, 4] })).to.equal('slower');
    expect(verdictOf({ before: [3, 3, 3], after: [3, 3, 3] })).to.equal('same');
  });

  it('are not slower by what rounding alone can do', () => {
    expect(verdictOf({ before: [5, 5], after: [6] })).to.equal('cannot tell yet');
    const many = Array.from({ length: 13 }, () => 5);
    expect(verdictOf({ before: many, after: [6, 6, 6] })).to.equal('cannot tell yet');
    expect(verdictOf({ before: many, after: [7, 7, 7] })).to.equal('slower');
    expect(verdictOf({ unit: 'count', before: [0, 0], after: [1] })).to.equal('cannot tell yet');
  });

  it('borrow from each other what they know of the noise', () => {
    const chance = chanceOf(5);
    const others = Array.from({ length: 30 }, (_, index) =>
      generatedPair(chance, { id: `other ${index}`, before: 13, after: 3 }, { deviation: 0.05 }),
    );
    const few = pair({ id: 'few', before: [5, 6], after: [8, 9.4] });
    expect(judgeMeasurements([few])[0]?.verdict).to.equal('cannot tell yet');
    expect(judgeMeasurements([few, ...others])[0]?.verdict).to.equal('slower');
  });

  it('of runs without a difference raise hardly an alarm, however many they are', () => {
    const chance = chanceOf(20_261_128);
    const alarms = Array.from({ length: 20 }, () =>
      judgeMeasurements(
        Array.from({ length: 100 }, (_, index) =>
          generatedPair(chance, { id: `${index}`, before: 13, after: 3 }, { deviation: 0.02 + 0.28 * chance.even() }),
        ),
      ).some(({ verdict }) => verdict === 'slower'),
    ).filter(Boolean).length;
    expect(alarms).to.equal(0);
  });

  for (const [kind, write] of [
    ['rounded to whole seconds', (value: number) => Math.max(1, Math.round(value))],
    ['mostly zero', (value: number) => (value > 5.6 ? 1 : 0)],
  ] as const)
    for (const [before, after] of [
      [2, 1],
      [3, 1],
      [10, 1],
      [13, 3],
    ] as const)
      it(`that are ${kind} raise hardly an alarm with ${before} runs before and ${after} after`, () => {
        const chance = chanceOf(7);
        const alarms = Array.from({ length: 50 }, () =>
          judgeMeasurements(
            Array.from({ length: 100 }, (_, index) => {
              const one = generatedPair(chance, { id: `${index}`, before, after }, { deviation: 0.07 });
              const scale = (values: readonly number[]) =>
                values.map((value) => write((value / 5) * (1 + (index % 9))));
              return kind === 'mostly zero'
                ? { ...one, before: one.before.map(write), after: one.after.map(write) }
                : { ...one, before: scale(one.before), after: scale(one.after) };
            }),
          ).some(({ verdict }) => verdict === 'slower'),
        ).filter(Boolean).length;
        expect(alarms).to.be.lessThan(2);
      });
});
