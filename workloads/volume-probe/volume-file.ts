import { createCipheriv, createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { messageOf } from '../../src/errors/shakedown-error.ts';
import type { VolumeAccount } from '../../src/instruments/volumes/volume-account.ts';

const PIECE = 256 * 1_024;

/**
 * Writes a file of bytes that follow from a seed, and waits until they are on the disk.
 * @returns what was written, or why it could not be: an error of the volume is a result.
 */
export async function writeFile(path: string, bytes: number, seed: string): Promise<VolumeAccount> {
  const digest = createHash('sha256');
  try {
    const file = await open(path, 'w');
    try {
      for (const piece of piecesOf(bytes, seed)) {
        digest.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { bytes, sha256: digest.digest('hex') };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** Reads a file, at most one byte more than it should have. @returns what it has, or why it could not be read. */
export async function readBack(path: string, bytes: number): Promise<VolumeAccount> {
  try {
    const file = await open(path, 'r');
    try {
      return await digestOf(file.createReadStream({ end: bytes, autoClose: false }), createHash('sha256'));
    } finally {
      await file.close();
    }
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function digestOf(content: AsyncIterable<Buffer>, digest: Hash): Promise<VolumeAccount> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    digest.update(piece);
  }
  return { bytes, sha256: digest.digest('hex') };
}

/** Bytes that no storage can make smaller: the key stream of a cipher. */
function* piecesOf(bytes: number, seed: string): Generator<Buffer> {
  const key = createHash('sha256').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  for (let left = bytes; left > 0; left -= PIECE) yield stream.update(Buffer.alloc(Math.min(PIECE, left)));
}
