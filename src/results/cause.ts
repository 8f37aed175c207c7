/** What a reason says about one test alone: what it expected, how far its workload is, which of its pods are hit. */
const OWN = [/; expected: .*$/s, /; desired \d+(?:, [a-z ]+ \d+)*/g, / \((?:pod|\d+ of \d+ pods, one is) [^\s()]+\)/g];

/**
 * The cause in the reason of a test, without what the reason says of this test alone: what hits several tests has the same cause in all of
 * them. Pure.
 * @example causeIn('its node node-2 has stopped reporting (pod web-6f9-x2x); desired 1, updated 1') // 'its node node-2 has stopped reporting'
 */
export function causeIn(reason: string): string {
  const cause = OWN.reduce((text, own) => text.replace(own, ''), reason).trim();
  return cause === '' ? reason : cause;
}
