import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { readAuthorities } from '../tls/read-authorities.ts';
import { unlessAborted } from '../time/unless-aborted.ts';
import { archiveError, type Attempt } from './archive-error.ts';
import { credentialsError } from './credentials-error.ts';

/** The settings of the archive. */
export type ArchiveSettings = Config['archive'];

/** An object as it is read. */
export interface StoredObject {
  bytes: Buffer;
  /** Of exactly these bytes. */
  etag: string;
}

/** On what an object is written: that there is none, or that it is still the one with this ETag. */
export type Condition = 'absent' | { etag: string };

/** A bucket. Whatever goes wrong is a ShakedownError; of an aborted signal it is the reason. */
export interface Bucket extends Disposable {
  readonly name: string;
  readonly client: S3Client;
  /** Properties of every object that is written. */
  readonly encryption: Encryption;
  /** What the server is called in messages. */
  readonly server: string;
  /** Reads an object of at most so many bytes; `undefined` when there is none. */
  read(key: string, limit: number, signal: AbortSignal): Promise<StoredObject | undefined>;
  /**
   * Writes a small object.
   * @returns whether it was written: false when the condition does not hold.
   */
  write(key: string, body: Buffer, signal: AbortSignal, condition?: Condition): Promise<boolean>;
  /** The keys that begin so, in their order. */
  keys(prefix: string, signal: AbortSignal): AsyncGenerator<string>;
  /** The next parts of the keys that begin so, each with a slash at its end. */
  folders(prefix: string, signal: AbortSignal): Promise<string[]>;
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** Does one thing with the client. @param tried what, for people. */
  attempt<T>(tried: string, signal: AbortSignal, act: () => Promise<T>): Promise<T>;
}

/** How an object is encrypted. */
export interface Encryption {
  ServerSideEncryption?: 'AES256' | 'aws:kms';
  SSEKMSKeyId?: string;
}

/** Times of one request, in milliseconds, and how often it is tried: the SDK waits longer before each further attempt. */
const LIMITS = { connect: 5_000, silent: 30_000, attempts: 4 };

/**
 * Opens the bucket of the archive; nothing is sent yet. Credentials are those of the SDK's default chain.
 * @param name another bucket on the same server. @default `archive.bucket`
 * @throws ShakedownError ARCHIVE_CA
 */
export async function openBucket(settings: ArchiveSettings, name = settings.bucket): Promise<Bucket> {
  const client = new S3Client(await clientSettings(settings));
  const server = settings.endpoint === '' ? 'S3' : new URL(settings.endpoint).host;
  const encryption = encryptionOf(settings);
  const urlOf = (key: string) => `s3://${name}/${key}`;
  const attempt = async <T>(tried: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> => {
    try {
      // They are kept by the SDK while they are valid. What is wrong with them is told apart from what the server says.
      const obtained = client.config.credentials().catch((error: unknown) => {
        throw credentialsError(error, tried, process.env);
      });
      await unlessAborted(obtained, signal);
      return await act();
    } catch (error) {
      signal.throwIfAborted();
      const asked = tried.startsWith('to write') ? encryption.ServerSideEncryption : undefined;
      throw archiveError(error, { tried, bucket: name, server, encryption: asked } satisfies Attempt);
    }
  };
  const at = (key: string) => ({ Bucket: name, Key: key });
  const pages = async function* (Prefix: string, signal: AbortSignal, more: { Delimiter?: string } = {}) {
    let ContinuationToken: string | undefined;
    do {
      const token = ContinuationToken === undefined ? {} : { ContinuationToken };
      const list = new ListObjectsV2Command({ Bucket: name, Prefix, ...more, ...token });
      const page = await attempt(`to list ${urlOf(Prefix)}`, signal, () => client.send(list, { abortSignal: signal }));
      yield page;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  };
  return {
    ...{ name, client, encryption, server, attempt },
    read: async (key, limit, signal) =>
      await attempt(`to read ${urlOf(key)}`, signal, async () => {
        try {
          const answer = await client.send(new GetObjectCommand(at(key)), { abortSignal: signal });
          const parts: Buffer[] = [];
          let size = 0;
          for await (const part of (answer.Body ?? []) as AsyncIterable<Buffer>) {
            size += part.length;
            if (size > limit) throw tooLarge(urlOf(key), limit);
            parts.push(part);
          }
          return { bytes: Buffer.concat(parts), etag: answer.ETag ?? '' };
        } catch (error) {
          if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
          throw error;
        }
      }),
    write: async (key, body, signal, condition) =>
      await attempt(`to write ${urlOf(key)}`, signal, async () => {
        const put = new PutObjectCommand({
          ...{ ...at(key), Body: body, ContentType: contentType(key), ContentLength: body.length },
          ...{ ...encryption, ChecksumSHA256: sha256(body) },
          ...(condition === 'absent' ? { IfNoneMatch: '*' } : condition && { IfMatch: condition.etag }),
        });
        try {
          const { ServerSideEncryption: applied } = await client.send(put, { abortSignal: signal });
          if (applied !== encryption.ServerSideEncryption && encryption.ServerSideEncryption !== undefined)
            throw unencrypted(urlOf(key), settings.encryption, applied);
          return true;
        } catch (error) {
          if (condition !== undefined && isUnmet(error)) return false;
          throw error;
        }
      }),
    keys: async function* (prefix, signal) {
      for await (const { Contents = [] } of pages(prefix, signal))
        for (const { Key } of Contents) if (Key !== undefined) yield Key;
    },
    folders: async (prefix, signal) => {
      const found: string[] = [];
      for await (const { CommonPrefixes = [] } of pages(prefix, signal, { Delimiter: '/' }))
        found.push(
          ...CommonPrefixes.flatMap(({ Prefix = '' }) => (Prefix === '' ? [] : [Prefix.slice(prefix.length)])),
        );
      return found;
    },
    remove: async (key, signal) => {
      await attempt(`to delete ${urlOf(key)}`, signal, () =>
        client.send(new DeleteObjectCommand(at(key)), { abortSignal: signal }),
      );
    },
    [Symbol.dispose]: () => client.destroy(),
  };
}

/** The SHA-256 as S3 takes it. */
export function sha256(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  xml: 'application/xml',
  html: 'text/html; charset=utf-8',
  ndjson: 'application/x-ndjson',
  gz: 'application/gzip',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** The type of an object, by the end of its name. */
export function contentType(key: string): string {
  return TYPES[/\.(\w+)$/.exec(key)?.[1] ?? ''] ?? 'text/plain; charset=utf-8';
}

async function clientSettings(settings: ArchiveSettings): Promise<S3ClientConfig> {
  const { endpoint, addressing, ca } = settings;
  const region = settings.region || (endpoint === '' ? '' : process.env['AWS_REGION'] || 'us-east-1');
  return {
    ...(region === '' ? {} : { region }),
    ...(endpoint === '' ? {} : { endpoint }),
    forcePathStyle: addressing === 'path' || (addressing === 'auto' && endpoint !== ''),
    maxAttempts: LIMITS.attempts,
    // Each object has its SHA-256; a checksum behind the body, which the SDK would add, is stored as a part of it by some servers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      ...{ connectionTimeout: LIMITS.connect, socketTimeout: LIMITS.silent },
      ...(ca === '' ? {} : { httpsAgent: { ca: await readAuthorities(ca, 'archive.ca', 'ARCHIVE_CA') } }),
    },
  };
}

function encryptionOf({ encryption, kmsKey }: ArchiveSettings): Encryption {
  if (encryption === '') return {};
  return { ServerSideEncryption: encryption, ...(kmsKey === '' ? {} : { SSEKMSKeyId: kmsKey }) };
}

/**
 * Whether an error says that a condition does not hold. An object that is not there any more is 412 on some servers and 404 on others; 409 is
 * the answer when another writer is in the middle of it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function isUnmet(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || $metadata?.httpStatusCode === 412 || name === 'ConditionalRequestConflict';
}

/** Some servers take the header and do nothing. The first object of a run has nothing but its name, so nothing else is sent there. */
function unencrypted(url: string, asked: string, applied: string | undefined): ShakedownError {
  return new ShakedownError('ARCHIVE_UNENCRYPTED', {
    meaning: 'infrastructure',
    expected: `the server to encrypt what it stores: ${asked}`,
    seen: `the server has stored ${url} ${applied === undefined ? 'without encryption' : `with ${applied}`}`,
    todo: 'set up encryption on the server, or leave archive.encryption empty and encrypt its disk',
  });
}

function tooLarge(url: string, limit: number): ShakedownError {
  return new ShakedownError('ARCHIVE_TOO_LARGE', {
    meaning: 'usage',
    expected: `an object of at most ${Math.round(limit / 1_024 ** 2)} MiB`,
    seen: `${url} is larger`,
    todo: 'see what somebody has put there',
  });
}
