/** The oldest version of Sonobuoy with a `retrieve` that does not hang (its #1941). */
export const OLDEST = '0.57.3';

/** The numbers of a version; a suffix (`-rc1`, `+dirty`) is left out. */
export function versionNumbers(text: string): number[] | undefined {
  const match = /v?(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match ? match.slice(1).map(Number) : undefined;
}

/** Whether a version is at least another one. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have = [], want = []] = [versionNumbers(version), versionNumbers(oldest)];
  for (const [index, number] of want.entries()) {
    const own = have[index] ?? -1;
    if (own !== number) return own > number;
  }
  return true;
}
