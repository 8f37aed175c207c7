/**
 * Limits for what is read: an archive comes from a cluster, and a cluster may be hostile. Bytes are those without compression. Logs shrink to a
 * thirtieth; what shrinks to less than a two-hundredth was made to fill a disk or a memory.
 */
export const LIMITS = {
  files: 1_000_000,
  bytes: 64 * 1024 ** 3,
  expansion: 200,
  /** Below this, any expansion is read. */
  expandedBytes: 4 * 1024 ** 3,
  results: 512 * 1024 ** 2,
  depth: 12,
};
