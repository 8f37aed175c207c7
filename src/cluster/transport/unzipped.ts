import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Answer } from './answer.ts';

/** The body of an answer, decompressed where the server has compressed it. An incomplete one fails with the error of its connection. */
export function unzipped({ headers, body }: Pick<Answer, 'headers' | 'body'>): AsyncIterable<Buffer> {
  if (headers['content-encoding'] !== 'gzip') return body;
  // The error reaches the reader through the stream.
  return pipeline(body, createGunzip(), () => {});
}
