import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Config } from '../config/schema.ts';
import type { Results } from '../results/model.ts';
import { openBucket } from './bucket.ts';
import { runKey } from './layout.ts';

/** How long a link works, in seconds: a day. Whoever has it reads that one image, and temporary credentials end it earlier. S3 takes up to a week. */
const EXPIRES = 24 * 60 * 60;

/**
 * Puts an image into the archive, next to the files of a run, and signs a link to it, which works for a day without credentials.
 * @param name of the image: `tests-by-area.png`.
 * @throws ShakedownError ARCHIVE_…
 */
export async function linkToImage(
  { results, config }: { results: Results; config: Config },
  { name, png }: { name: string; png: Uint8Array },
  signal: AbortSignal,
): Promise<string> {
  const { id, startedAt, cluster } = results.run;
  const key = `${runKey({ prefix: config.archive.prefix, cluster: cluster.name, startedAt, id })}charts/${name}`;
  using bucket = await openBucket(config.archive);
  await bucket.write(key, Buffer.from(png), signal);
  return await bucket.attempt(`to sign a link to s3://${bucket.name}/${key}`, signal, () =>
    getSignedUrl(bucket.client, new GetObjectCommand({ Bucket: bucket.name, Key: key }), { expiresIn: EXPIRES }),
  );
}
