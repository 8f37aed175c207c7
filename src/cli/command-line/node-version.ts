/** The oldest Node that runs the program; `engines` in package.json says the same. */
const OLDEST = 24;

/**
 * Why a Node cannot run the program; `undefined` when it can. It imports nothing, so that an old Node can load it.
 * @param version as in `process.versions.node`. @example '20.11.1'
 */
export function whyTooOld(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= OLDEST) return undefined;
  return `USAGE_NODE: this is Node ${version}
  expected: Node ${OLDEST} or newer
  do:       install it (https://nodejs.org), or use the image, which brings its own`;
}
