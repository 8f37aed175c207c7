import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { contentType, sha256, type Bucket } from './bucket.ts';

/** The size of a part of a large file, in bytes. S3 takes 10,000 parts of at least 5 MiB, so files of up to 80 GB. */
const PART = 8 * 1_024 ** 2;
/** How many parts are sent at the same time, each from memory of its own that is used again. */
const AT_ONCE = 3;
/** How long it may take to give up the parts of a failed upload, in milliseconds. */
const GIVE_UP = 5_000;

/**
 * Uploads a file, each part of it with its SHA-256, which the server verifies before it keeps it. A large file is never whole in memory: it is
 * sent in parts, of which the SDK tries each again by itself. It appears in the bucket whole or not at all.
 * @returns its size, in bytes.
 */
export async function uploadFile(bucket: Bucket, key: string, path: string, signal: AbortSignal): Promise<number> {
  const { size } = await stat(path);
  if (size <= PART) {
    await bucket.write(key, await readFile(path, { signal }), signal);
    return size;
  }
  await using file = await open(path);
  return await bucket.attempt(`to write s3://${bucket.name}/${key}`, signal, () =>
    inParts(bucket, key, file, size, signal),
  );
}

async function inParts(
  bucket: Bucket,
  Key: string,
  file: FileHandle,
  size: number,
  signal: AbortSignal,
): Promise<number> {
  const { client, name: Bucket, encryption } = bucket;
  const abortSignal = signal;
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      ...{ Bucket, Key, ...encryption, ContentType: contentType(Key), ChecksumAlgorithm: 'SHA256' },
    }),
    { abortSignal },
  );
  const whole = { Bucket, Key, UploadId };
  const count = Math.ceil(size / PART);
  const parts: CompletedPart[] = [];
  try {
    let next = 0;
    const sendNext = async (): Promise<void> => {
      const memory = Buffer.allocUnsafe(PART);
      while (next < count) {
        const at = next++;
        const Body = memory.subarray(0, Math.min(PART, size - at * PART));
        await fill(Body, file, at * PART);
        const ChecksumSHA256 = sha256(Body);
        const PartNumber = at + 1;
        const { ETag } = await client.send(
          new UploadPartCommand({ ...whole, PartNumber, Body, ContentLength: Body.length, ChecksumSHA256 }),
          { abortSignal },
        );
        parts[at] = { PartNumber, ChecksumSHA256, ...(ETag === undefined ? {} : { ETag }) };
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, sendNext));
    await client.send(new CompleteMultipartUploadCommand({ ...whole, MultipartUpload: { Parts: parts } }), {
      abortSignal,
    });
    return size;
  } catch (error) {
    // What the server has of it costs space. When it cannot be given up either, the first error is the one that counts.
    await client
      .send(new AbortMultipartUploadCommand(whole), { abortSignal: AbortSignal.timeout(GIVE_UP) })
      .catch(() => {});
    throw error;
  }
}

async function fill(part: Buffer, file: FileHandle, position: number): Promise<void> {
  let filled = 0;
  while (filled < part.length) {
    const { bytesRead } = await file.read(part, filled, part.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
    filled += bytesRead;
  }
}
