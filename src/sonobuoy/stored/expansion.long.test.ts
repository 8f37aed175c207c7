import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { Header } from 'tar';
import { storedResults } from './stored-results.ts';

const MIB = 1024 ** 2;

describe('An archive that becomes a thousand times as large', function () {
  this.timeout(600_000);

  it('is not read beyond 4 GiB, and held in memory by none of it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'expansion-'));
    try {
      const head = Buffer.alloc(512);
      new Header({ path: 'podlogs/a/b/logs/c.txt', type: 'File', size: 64 * MIB, mtime: new Date(0) }).encode(head);
      const member = gzipSync(Buffer.concat([head, Buffer.alloc(64 * MIB)]));
      const file = join(directory, 'bomb.tar.gz');
      await writeFile(file, Buffer.concat(Array.from({ length: 66 }, () => member)));
      const before = process.memoryUsage().rss;
      const message = await storedResults(file).then(
        () => 'it was read',
        (error: Error) => error.message,
      );
      expect(message).to.match(/^RESULTS_UNREADABLE: .*bomb\.tar\.gz: it is larger than 4 GiB without compression\n/);
      expect(process.memoryUsage().rss - before).to.be.below(200 * MIB);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
