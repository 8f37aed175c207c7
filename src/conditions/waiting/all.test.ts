import { expect } from 'chai';
import { all } from './all.ts';
import { disappeared, doesNotApply, fatal, notYet, ready, type Condition, type Observation } from './condition.ts';

const part = (title: string, answer: Observation, writtenAt?: string): Condition<Observation> => ({
  title,
  rights: [],
  read: async () => answer,
  judge: (seen) => seen,
  writtenAt: () => writtenAt,
});
const judge = (...answers: Observation[]) =>
  all(...answers.map((answer, at) => part(`part ${at + 1}`, answer))).judge(answers);

describe('several conditions as one', () => {
  it('are named together', () => {
    expect(all(part('web is up', ready()), part('db is up', ready())).title).to.equal('web is up, and db is up');
  });

  it('are ready when all are', () => {
    expect(judge(ready(), ready()).state).to.equal('ready');
  });

  it('name those that are not, and count those that are', () => {
    expect(judge(ready(), notYet('1 of 3'), notYet('paused'))).to.deep.equal({
      state: 'not yet',
      reason: 'part 2: 1 of 3\npart 3: paused',
      progress: 1,
    });
  });

  it('are not judged when nothing is wrong with those that are not ready', () => {
    const moving: Observation = { ...notYet('1 of 3'), isUnjudged: true };
    expect(judge(ready(), moving)).to.deep.include({ state: 'not yet', isUnjudged: true });
    expect(judge(notYet('paused'), moving)).not.to.have.property('isUnjudged');
  });

  it('tell what is worth telling of those that are ready', () => {
    expect(judge(ready('idle'), { ...ready('2 of 3'), isRemarkable: true })).to.deep.equal({
      state: 'ready',
      reason: 'part 2: 2 of 3',
      isRemarkable: true,
    });
  });

  it('do not apply when one does not', () => {
    expect(judge(notYet('1 of 3'), doesNotApply('scaled to zero'))).to.deep.equal({
      state: 'does not apply',
      reason: 'part 2: scaled to zero',
    });
  });

  it('report their figures one by one, and name one thing to do', () => {
    const late: Observation = { state: 'not yet', reason: '1 of 3', counts: 'desired 3', todo: 'describe it' };
    expect(judge(notYet('paused'), late, late)).to.deep.equal({
      state: 'not yet',
      reason: 'part 1: paused\npart 2: 1 of 3\npart 3: 1 of 3',
      progress: 0,
      counts: 'part 2: desired 3\npart 3: desired 3',
      todo: 'describe it',
    });
  });

  it('are hopeless when one is, and disappeared when one has disappeared', () => {
    expect(judge(notYet('1 of 3'), fatal('no such image', 'fix it'))).to.deep.equal({
      state: 'fatal',
      reason: 'part 2: no such image',
      todo: 'fix it',
    });
    expect(judge(notYet('1 of 3'), disappeared('deleted'))).to.deep.equal({
      state: 'disappeared',
      reason: 'part 2: deleted',
    });
    expect(judge(ready(), { ...disappeared('it is being deleted'), isTerminating: true })).to.deep.equal({
      ...{ state: 'disappeared', reason: 'part 2: it is being deleted', isTerminating: true },
    });
  });

  it('were written when the last of them was', () => {
    const both = all(part('a', ready(), '2026-01-01T00:00:02Z'), part('b', ready(), '2026-01-01T00:00:01Z'));
    expect(both.writtenAt?.([ready(), ready()])).to.equal('2026-01-01T00:00:02Z');
  });
});
