import { expect } from 'chai';
import { conclusionOf } from './conclusion.ts';
import type { NightEvent } from './night.ts';
import { at, done, failed, night, stopped } from './night.fixture.ts';
import type { Step } from './steps.ts';

const saying = (text: string, events: NightEvent[]) =>
  events.map((event) => (event.kind === 'ended' ? { ...event, text } : event));
const passed = saying('PASSED: 4 passed', done('verify', 0));
const steps: Step[] = ['build', 'verify', 'conformance', 'compare', 'delete'];
const linesOf = (...events: NightEvent[]) => conclusionOf({ ...night(...done('build'), ...events), plan: steps });

describe('The last lines of a night', () => {
  it('end with the verdict', () => expect(linesOf(...passed)).to.deep.equal(['PASSED: 4 passed']));

  it('end with the verdict on the suite and the conformance tests, when both were judged', () => {
    const both = saying('FAILED: 1 failed, 8 passed', done('conformance', 1));
    expect(linesOf(...passed, ...both)).to.deep.equal(['FAILED: 1 failed, 8 passed']);
  });

  it('have the conformance tests before the end, when the suite was not judged', () => {
    const lost = saying('the plugin was lost', failed('verify'));
    expect(linesOf(...lost, ...saying('PASSED: 5 passed', done('conformance', 0)))).to.deep.equal([
      'conformance: PASSED: 5 passed',
      'INFRASTRUCTURE: the plugin was lost',
    ]);
  });

  it('end with the word for what came between, and what that was', () => {
    expect(linesOf(...saying('no such image', failed('verify', 2)))).to.deep.equal(['USAGE: no such image']);
    expect(linesOf(...saying('stopped', failed('verify', 4)), stopped)).to.deep.equal([
      'INCOMPLETE: it was stopped by SIGINT',
    ]);
    expect(conclusionOf(night(...saying('no quota', failed('build'))))).to.deep.equal([
      'build failed: no quota',
      'INFRASTRUCTURE: there was no run',
    ]);
  });

  it('are no pass when the conformance tests were lost', () => {
    expect(linesOf(...passed, ...saying('no such image', failed('conformance', 2)))).to.deep.equal([
      'the suite: PASSED: 4 passed',
      'USAGE: conformance: no such image',
    ]);
  });

  const left =
    'the cluster is left, its deletion failed: the cloud is away, 2 times; the next night deletes it first, and shakedown nightly --only-delete now';
  const notDeleted = saying('the cloud is away', [...failed('delete'), ...failed('delete')]);

  it('name other steps that failed, and a cluster that is kept', () => {
    const kept: NightEvent = { kind: 'closed', at, exitCode: 5, isKept: true };
    expect(linesOf(...passed, ...saying('no space', failed('compare')), kept)).to.deep.equal([
      'compare failed: no space',
      'the cluster is kept; the next night deletes it',
      'PASSED: 4 passed',
    ]);
  });

  it('end with a cluster that is left, when all has passed', () => {
    const both = [...passed, ...saying('PASSED: 9 passed', done('conformance', 0))];
    expect(linesOf(...both, ...notDeleted)).to.deep.equal(['PASSED: 9 passed', `INFRASTRUCTURE: ${left}`]);
  });

  it('name a cluster that is left before a verdict that is worse', () => {
    expect(linesOf(...saying('FAILED: 1 failed', done('verify', 1)), ...notDeleted)).to.deep.equal([
      left,
      'FAILED: 1 failed',
    ]);
  });
});
