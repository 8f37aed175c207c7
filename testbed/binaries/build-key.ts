import { createHash } from 'node:crypto';

/** All inputs of the build of a family's binaries. */
export interface BuildInputs {
  /** `go env GOVERSION`. */
  goVersion: string;
  /** `go env GOARCH`. */
  architecture: string;
  /** The arguments of `go build`, without the output path. */
  flags: string[];
  /** Text of go.mod, go.sum and own sources, by file name. */
  files: Record<string, string>;
}

/** The name of a build in the cache: the same inputs give the same key, in any order of the files. */
export function buildKey({ goVersion, architecture, flags, files }: BuildInputs): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([goVersion, architecture, flags, sorted]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
