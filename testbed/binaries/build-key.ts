import { createHash } from 'node:crypto';

/** Everything that decides how a family's binaries come out. */
export interface BuildInputs {
  /** `go env GOVERSION`. */
  goVersion: string;
  /** `go env GOARCH`. */
  architecture: string;
  /** The arguments of `go build`, without the place to write to. */
  flags: string[];
  /** Text of go.mod, go.sum and own sources, by file name. */
  files: Record<string, string>;
}

/** The name under which a build is kept: the same inputs, in whatever order the files were read, give the same key. */
export function buildKey({ goVersion, architecture, flags, files }: BuildInputs): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([goVersion, architecture, flags, sorted]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
