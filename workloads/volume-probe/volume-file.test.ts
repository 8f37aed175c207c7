import { mkdtemp, rm, stat, truncate, writeFile as overwrite } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readBack, writeFile } from './volume-file.ts';

describe('A file on a volume', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'volume-'));
    file = join(directory, 'data');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is read as it was written, and differs from that of another seed', async () => {
    const size = 600_000;
    const written = await writeFile(file, size, 'one');
    expect((await stat(file)).size).to.equal(size);
    expect(await readBack(file, size)).to.deep.equal(written);
    expect(written).to.include({ bytes: size });
    expect(await writeFile(file, size, 'two')).not.to.deep.equal(written);
    expect(await writeFile(file, size, 'one')).to.deep.equal(written);
  });

  it('is seen to be shorter, longer or changed', async () => {
    const written = await writeFile(file, 1_000, 'one');
    await truncate(file, 999);
    expect(await readBack(file, 1_000)).to.include({ bytes: 999 });
    await truncate(file, 5_000);
    expect(await readBack(file, 1_000)).to.include({ bytes: 1_001 });
    await overwrite(file, Buffer.alloc(1_000));
    expect(await readBack(file, 1_000)).not.to.deep.equal(written);
  });

  it('that cannot be written or read has the reason', async () => {
    const none = join(directory, 'none', 'data');
    expect(await writeFile(none, 10, 'one'))
      .to.have.property('error')
      .that.matches(/none\/data does not exist/);
    expect(await readBack(none, 10))
      .to.have.property('error')
      .that.matches(/none\/data does not exist/);
  });
});
