import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

const BLOCK = 512;
const LOG_BYTES = 4 * 1024 ** 2;
const LOGS_EACH = 4;

/** Sizes of an archive, in bytes. */
export interface ArchiveSizes {
  compressed: number;
  expanded: number;
  files: number;
}

/**
 * Writes an archive as Sonobuoy does: results of the suite, the report of a conformance run with its output, and logs of pods until it is as large as it should
 * be. It consists of several gzip members, so that the logs are compressed once and written often; readers of gzip take them for one.
 * @param bytes its least size, compressed.
 */
export async function writeLargeArchive(
  file: string,
  { bytes, results, junit }: { bytes: number; results: string; junit: string },
): Promise<ArchiveSizes> {
  const output = createWriteStream(file);
  const sizes = { expanded: 0, files: 0 };
  let compressed = 0;
  const write = async (member: { gzip: Buffer; expanded: number; files: number }) => {
    compressed += member.gzip.length;
    sizes.expanded += member.expanded;
    sizes.files += member.files;
    if (!output.write(member.gzip)) await once(output, 'drain');
  };
  await write(
    memberOf([
      ['meta/config.json', '{"UUID":"bench"}'],
      ['plugins/e2e/results/global/junit_01.xml', junit],
      ['plugins/shakedown/results/global/results.json', results],
      ['plugins/systemd-logs/results/node-1/systemd_logs', logText(LOG_BYTES)],
    ]),
  );
  const logs = Array.from({ length: 8 }, (_, index) =>
    memberOf(
      Array.from({ length: LOGS_EACH }, (_one, log) => [
        `podlogs/kube-system/pod-${index}-${log}/logs/container.txt`,
        logText(LOG_BYTES),
      ]),
    ),
  );
  for (let index = 0; compressed < bytes; index += 1) {
    const member = logs[index % logs.length];
    if (member) await write(member);
  }
  const end = Buffer.alloc(2 * BLOCK);
  await write({ gzip: gzipSync(end), expanded: end.length, files: 0 });
  output.end();
  await once(output, 'close');
  return { ...sizes, compressed: (await stat(file)).size };
}

function memberOf(files: readonly (readonly [string, string])[]) {
  const parts = files.flatMap(([path, text]) => {
    const body = Buffer.from(text);
    const head = Buffer.alloc(BLOCK);
    new Header({ path, type: 'File', size: body.length, mode: 0o644, mtime: new Date(0) }).encode(head);
    return [head, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
  });
  const plain = Buffer.concat(parts);
  return { gzip: gzipSync(plain, { level: 1 }), expanded: plain.length, files: files.length };
}

/** Lines as programs log them, with ids that do not repeat. */
function logText(bytes: number): string {
  const ids = randomBytes(bytes / 8).toString('hex');
  const lines: string[] = [];
  for (let [at, length] = [0, 0]; length < bytes; at += 32) {
    const id = ids.slice(at % (ids.length - 32), (at % (ids.length - 32)) + 32);
    const line = `2026-11-21T08:14:50.000000000Z level=info component=proxy msg="request served" trace=${id} status=200\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('').slice(0, bytes);
}
