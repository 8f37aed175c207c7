import type { Bucket } from './bucket.ts';
import { keyPart, runObject } from './layout.ts';

/** A place of a run in an archive, and the objects in it. */
export interface RunPlaceFound {
  /** What its keys begin with, up to a slash. */
  run: string;
  /** The first moment of its day, in milliseconds since 1970. */
  day: number;
  /** Relative to the run. */
  files: string[];
}

/**
 * The places of runs below a prefix, in the order of their keys, each with the names of all objects in it.
 * @param cluster only those of this `cluster.name`. @default all
 * @param other called with each key that is in no run.
 */
export async function* runsBelow(
  bucket: Bucket,
  { prefix, cluster }: { prefix: string; cluster: string | undefined },
  signal: AbortSignal,
  other: (key: string) => void = () => {},
): AsyncGenerator<RunPlaceFound> {
  const start = `${prefix === '' ? '' : `${prefix}/`}${cluster === undefined ? '' : `${keyPart(cluster)}/`}`;
  let current: RunPlaceFound | undefined;
  for await (const key of bucket.keys(start, signal)) {
    const object = runObject(prefix, key);
    if (object === undefined) {
      other(key);
      continue;
    }
    if (current?.run !== object.run) {
      if (current) yield current;
      current = { run: object.run, day: object.day, files: [] };
    }
    current.files.push(object.file);
  }
  if (current) yield current;
}
