import { expect } from 'chai';
import { jumpingClock } from '../../src/time/clock.ts';
import { lock } from './lock.ts';

describe('The lock', () => {
  it('lets one in, and the next only after that one has left', async () => {
    const order: string[] = [];
    const first = await lock('test/order');
    const second = lock('test/order', {
      clock: {
        ...jumpingClock(),
        sleep: async () => {
          order.push('waits');
          await first[Symbol.asyncDispose]();
          order.push('first left');
        },
      },
    });
    await using _ = await second;
    expect(order).to.deep.equal(['waits', 'first left']);
  });

  it('says who is in the way when that takes too long', async () => {
    await using _ = await lock('test/busy');
    let told = 0;
    const refused = await lock('test/busy', { within: '1s', clock: jumpingClock(), waiting: () => told++ }).catch(
      (error: Error) => error.message,
    );
    expect(refused).to.equal(
      'TESTBED_BUSY: another command is at work on test/busy, and has not ended within 1s\n  expected: no other command at work on test/busy\n' +
        '  do:       wait for it, or end it, and start again',
    );
    expect(told).to.equal(11);
  });

  it('does not keep one subject from another', async () => {
    await using _first = await lock('test/a');
    await using _second = await lock('test/b');
  });
});
