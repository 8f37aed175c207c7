import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a ZIP archive; what is not given is as programs write it. */
export interface ZipFile {
  text: string | Uint8Array;
  /** Bits of its flags besides that of UTF-8: 1 says that it is encrypted. */
  flags?: number;
  /** 0 stored, 8 deflated. @default 8 */
  method?: number;
  /** The mode of Unix, as of a link. */
  mode?: number;
  crc?: number;
  /** The size without compression that the directory of the archive states. */
  stated?: number;
}

/** The bytes of a ZIP archive, also of one that no honest program writes. */
export function zipOf(files: Record<string, string | ZipFile>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, given] of Object.entries(files)) {
    const file: ZipFile = typeof given === 'string' ? { text: given } : given;
    const { flags = 0, method = 8, mode = 0o100_644, crc, stated } = file;
    const plain = Buffer.from(file.text as Uint8Array);
    const packed = method === 8 ? deflateRawSync(plain) : plain;
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    const sizes = [crc ?? crc32(plain), packed.length, stated ?? plain.length];
    for (const [at, value] of [20, 0x800 | flags, method, 0, 0x5a21].entries()) common.writeUInt16LE(value, at * 2);
    for (const [at, value] of sizes.entries()) common.writeUInt32LE(value >>> 0, 10 + at * 4);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0003'), common, rest, name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
