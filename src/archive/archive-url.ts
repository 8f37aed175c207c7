import { ShakedownError } from '../errors/shakedown-error.ts';

/** What an `s3://` URL names. */
export interface ArchiveUrl {
  bucket: string;
  /** Without a slash at either end; empty for the whole bucket. */
  key: string;
}

/** Whether a text is meant as the URL of something in a bucket. */
export function isArchiveUrl(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/**
 * Reads an `s3://bucket/key`.
 * @throws ShakedownError ARCHIVE_URL
 */
export function parseArchiveUrl(text: string): ArchiveUrl {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][-a-z0-9.]{1,61}[a-z0-9])(?:\/([^?#]*))?$/i.exec(text) ?? [];
  if (bucket !== undefined) return { bucket, key: key.replaceAll(/^\/+|\/+$/g, '') };
  throw new ShakedownError('ARCHIVE_URL', {
    meaning: 'usage',
    expected: 'the URL of a run in a bucket',
    seen: `'${text}' is none`,
    todo: 'write it as in s3://BUCKET/PREFIX/CLUSTER/2026/11/21/RUN; a run prints it when it is archived',
  });
}
