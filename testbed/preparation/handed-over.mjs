/**
 * What the bootstrap script has announced and done, for the process that continues the plan.
 * @typedef {object} HandedOver
 * @property {string[]} announced ids of all parts of the plan that was announced.
 * @property {import('./estimate.mjs').PartState[]} finished the parts that are done.
 */

const VARIABLE = 'SHAKEDOWN_PREPARATION';

/**
 * The environment variables for the process that continues.
 * @param {HandedOver} handedOver
 * @returns {NodeJS.ProcessEnv}
 */
export function handOver(handedOver) {
  return { [VARIABLE]: JSON.stringify(handedOver) };
}

/**
 * What was handed over to this process; nothing when it was started by itself. It is removed from the environment, so no child process gets it.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {HandedOver}
 */
export function takeHandedOver(environment = process.env) {
  const text = environment[VARIABLE];
  delete environment[VARIABLE];
  return text === undefined ? { announced: [], finished: [] } : JSON.parse(text);
}

/**
 * Whether the announced plan is still correct: exactly these of its parts are not finished.
 * @param {readonly import('./parts.mjs').Part[]} parts that remain to be done.
 * @param {HandedOver} handedOver
 */
export function isAnnounced(parts, { announced, finished }) {
  const left = announced.filter((id) => !finished.some(({ part }) => part.id === id));
  return left.length === parts.length && parts.every(({ id }) => left.includes(id));
}
