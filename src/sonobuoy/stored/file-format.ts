/** What a file is, according to its first bytes. */
export type FileFormat = 'empty' | 'gzip' | 'tar' | 'zip' | 'json' | 'xml' | 'html' | 'unknown' | keyof typeof OTHERS;

/** Formats that are recognized, but not read; each with its first bytes and its name. */
const OTHERS = {
  xz: { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'compressed with xz' },
  zstd: { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'compressed with zstd' },
  bzip2: { magic: [0x42, 0x5a, 0x68], name: 'compressed with bzip2' },
  sevenZip: { magic: [0x37, 0x7a, 0xbc, 0xaf], name: 'a 7z archive' },
  rar: { magic: [0x52, 0x61, 0x72, 0x21], name: 'a RAR archive' },
} as const;

/** How many bytes are needed to recognize a format: the whole first block of a tar archive. */
export const HEAD = 512;

/** Recognizes a format; pure. The name of a file says nothing: people save and rename archives as they like. */
export function formatOf(head: Uint8Array): FileFormat {
  if (head.length === 0) return 'empty';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (isTar(head)) return 'tar';
  if (head[0] === 0x50 && head[1] === 0x4b) return 'zip';
  for (const [name, { magic }] of Object.entries(OTHERS))
    if (magic.every((byte, index) => head[index] === byte)) return name as keyof typeof OTHERS;
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('{')) return 'json';
  if (/^<!doctype html|^<html|^<head/i.test(text)) return 'html';
  return text.startsWith('<') ? 'xml' : 'unknown';
}

/** Why a format is not read, as a sentence about the file, and what to do; `undefined` for one that is read. */
export function whyUnreadable(format: FileFormat): { seen: string; todo: string } | undefined {
  const fetchAgain = 'fetch it again with `sonobuoy retrieve`';
  if (format in OTHERS)
    return {
      seen: `it is ${OTHERS[format as keyof typeof OTHERS].name}, which is not read`,
      todo: 'unpack it, and name the directory or the archive in it',
    };
  if (format === 'empty') return { seen: 'it is empty', todo: fetchAgain };
  if (format === 'html')
    return {
      seen: 'it is a web page, such as a sign-in or an error that was saved in its place',
      todo: 'download it again',
    };
  // The parts of a ZIP archive are found from its end, so one in another archive is not read.
  if (format === 'zip')
    return { seen: 'it is a ZIP archive in another archive', todo: 'unpack it, and name its directory' };
  if (format === 'unknown')
    return { seen: 'it is neither results.json, a JUnit report nor an archive of Sonobuoy', todo: fetchAgain };
  return undefined;
}

/** A header of a tar archive has a checksum: the sum of its bytes, with spaces in place of the checksum (POSIX.1-2017, pax). */
function isTar(head: Uint8Array): boolean {
  if (head.length < HEAD) return false;
  const stated = Number.parseInt(new TextDecoder().decode(head.subarray(148, 156)).replace(/\0.*/, '').trim(), 8);
  const sum = head.subarray(0, HEAD).reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return stated === sum;
}
