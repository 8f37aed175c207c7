import { Header } from 'tar';

/** One entry of an archive; owned by root and dated to the epoch, so that the same content always gives the same bytes. */
export type Entry =
  | { type: 'File'; path: string; content: Buffer | string; mode?: number }
  | { type: 'Directory'; path: string; mode?: number; owner?: number }
  | { type: 'SymbolicLink'; path: string; linkpath: string };

const BLOCK = 512;

/**
 * A tar archive in memory.
 * @throws RangeError when a path does not fit a plain header (about 100 characters, 255 when it can be split).
 */
export function tarArchive(entries: Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocks), Buffer.alloc(2 * BLOCK)]);
}

function blocks(entry: Entry): Buffer[] {
  const content = entry.type === 'File' ? Buffer.from(entry.content) : Buffer.alloc(0);
  const header = new Header({
    path: entry.type === 'Directory' ? `${entry.path}/` : entry.path,
    type: entry.type,
    mode: entry.type === 'SymbolicLink' ? 0o777 : (entry.mode ?? (entry.type === 'Directory' ? 0o755 : 0o644)),
    size: content.length,
    uid: entry.type === 'Directory' ? (entry.owner ?? 0) : 0,
    gid: entry.type === 'Directory' ? (entry.owner ?? 0) : 0,
    mtime: new Date(0),
    ...(entry.type === 'SymbolicLink' ? { linkpath: entry.linkpath } : {}),
  });
  const block = Buffer.alloc(BLOCK);
  if (header.encode(block)) throw new RangeError(`${entry.path} does not fit a plain tar header`);
  return [block, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}
