import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { withLock } from './lock.ts';

describe('A lock on a place in the cache', () => {
  let directory = '';
  const never = () => expect.fail('nobody else holds the lock');

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lock-'));
  });
  after(() => rm(directory, { recursive: true }));

  it('lets the second in only when the first has gone, and tells the second that it waits', async () => {
    const file = join(directory, 'two.lock');
    const events: string[] = [];
    const entered = Promise.withResolvers<void>();
    const first = withLock(file, never, async () => {
      entered.resolve();
      await secondWaits.promise;
      events.push('first ends');
    });
    const secondWaits = Promise.withResolvers<void>();
    await entered.promise;
    await withLock(
      file,
      () => {
        events.push('second waits');
        secondWaits.resolve();
      },
      async () => void events.push('second works'),
    );
    await first;
    expect(events).to.deep.equal(['second waits', 'first ends', 'second works']);
  });

  it('is free again after work that failed', async () => {
    const file = join(directory, 'failed.lock');
    const failed = await withLock(file, never, () => Promise.reject(new Error('no compiler'))).catch((e: Error) => e);
    expect(failed).to.have.property('message', 'no compiler');
    expect(await withLock(file, never, async () => 'mine')).to.equal('mine');
  });

  it('is free again after a holder that was killed', async () => {
    const file = join(directory, 'killed.lock');
    const script = `
      import { withLock } from '${join(import.meta.dirname, 'lock.ts')}';
      await withLock(${JSON.stringify(file)}, () => {}, async () => { console.log('held'); await new Promise((r) => setTimeout(r, 60_000)); });`;
    const holder = execa(process.execPath, ['--input-type=module-typescript', '--eval', script], { reject: false });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    holder.kill('SIGKILL');
    await holder;
    expect(
      await withLock(
        file,
        () => {},
        async () => 'mine',
      ),
    ).to.equal('mine');
  });

  it('names the place when it cannot be locked', async () => {
    const file = join(directory, 'x'.repeat(300));
    const error = await withLock(file, never, async () => 'mine').catch((e: Error) => e);
    expect(error).to.have.property('code', 'BUILD_LOCK');
    expect(error).to.have.property('message').that.contains(`seen  ${file}: `);
  });
});
