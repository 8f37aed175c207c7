import { expect } from 'chai';
import { jumpingClock } from '../../src/time/clock.ts';
import { lock } from './lock.ts';

describe('The lock', () => {
  it('is held by one, and by the next only after the first has released it', async () => {
    const order: string[] = [];
    const first = await lock('test/order');
    const second = lock('test/order', {
      clock: {
        ...jumpingClock(),
        sleep: async () => {
          order.push('waits');
          await first[Symbol.asyncDispose]();
          order.push('first released');
        },
      },
    });
    await using _ = await second;
    expect(order).to.deep.equal(['waits', 'first released']);
  });

  it('names what is locked when the wait takes too long', async () => {
    await using _ = await lock('test/busy');
    let waits = 0;
    const refused = await lock('test/busy', { within: '1s', clock: jumpingClock(), waiting: () => waits++ }).catch(
      (error: Error) => error.message,
    );
    expect(refused).to.equal(
      'TESTBED_BUSY: another command works on test/busy, and has not ended within 1s\n  expected: no other command that works on test/busy\n' +
        '  do:       wait for it, or end it, and start again',
    );
    expect(waits).to.equal(11);
  });

  it('of one subject does not block another subject', async () => {
    await using _first = await lock('test/a');
    await using _second = await lock('test/b');
  });
});
