import { expect } from 'chai';
import { runSteps, type Step } from './steps.ts';

function recorder() {
  const events: string[] = [];
  const step = (name: string, after: string[] = [], run: () => Promise<void> = async () => {}): Step => ({
    name,
    after,
    run: async () => {
      events.push(`${name} starts`);
      await run();
      events.push(`${name} done`);
    },
  });
  return { events, step };
}

describe('The steps of bringing a cluster up', () => {
  it('start when all steps before them are done, in any order of the list', async () => {
    const { events, step } = recorder();
    await runSteps([step('nodes', ['etcd', 'images']), step('images'), step('etcd')]);
    expect(events.indexOf('nodes starts')).to.be.above(events.indexOf('etcd done'));
    expect(events.indexOf('nodes starts')).to.be.above(events.indexOf('images done'));
  });

  it('run in parallel when neither needs the other', async () => {
    const { events, step } = recorder();
    const gate = Promise.withResolvers<void>();
    await runSteps([step('first', [], () => gate.promise), step('second', [], async () => gate.resolve())]);
    expect(events.slice(0, 2)).to.deep.equal(['first starts', 'second starts']);
  });

  it('stop at the first failure: running steps end, no other step starts, and that failure is reported', async () => {
    const { events, step } = recorder();
    const gate = Promise.withResolvers<void>();
    const failing = async () => {
      gate.resolve();
      throw new Error('no disk');
    };
    const done: string[] = [];
    const steps = [
      step('long', [], () => gate.promise),
      step('bad', [], failing),
      step('later', ['bad']),
      step('last', ['later']),
    ];
    const thrown = await runSteps(steps, (name) => done.push(name)).catch((error: Error) => error.message);
    expect(thrown).to.equal('no disk');
    expect(events).to.have.members(['long starts', 'bad starts', 'long done']);
    expect(done).to.deep.equal(['long']);
  });

  it('are refused when a step could never start', async () => {
    const { step } = recorder();
    const refused = async (...steps: Step[]) => runSteps(steps).catch((error: Error) => error.message);
    expect(await refused(step('a', ['b']), step('b', ['a']))).to.equal(
      'steps that can never start: a after b; b after a',
    );
    expect(await refused(step('a', ['nowhere']))).to.equal('steps that can never start: a after nowhere');
  });
});
