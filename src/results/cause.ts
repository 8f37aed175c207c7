/** The parts of a reason that are about one test alone: what it expected, and which of its pods are affected. */
const OWN = [/; expected: .*$/s, / \((?:pod|\d+ of \d+ pods, one is) [^\s()]+\)/g];

/**
 * The cause in the reason of a test, without what is about this test alone: a problem that affects several tests has the same cause in all of
 * them. Pure.
 * @example causeIn('its node node-2 has stopped reporting (pod web-6f9-x2x)') // 'its node node-2 has stopped reporting'
 */
export function causeIn(reason: string): string {
  const cause = OWN.reduce((text, own) => text.replace(own, ''), reason).trim();
  return cause === '' ? reason : cause;
}
