import { kindOf } from './parts.mjs';

/**
 * The progress of a part.
 * @typedef {object} PartState
 * @property {import('./parts.mjs').Part} part
 * @property {'waiting' | 'running' | 'done' | 'skipped'} state skipped: another process has done it meanwhile, so its duration is unknown.
 * @property {number} elapsed seconds since it started.
 * @property {number} [done] items that are done, where they are counted.
 * @property {number} [total] all its items, once that is known.
 */

/** The weight of the earlier build against new measurements, in seconds: one quick second at the start must not reduce ten minutes to one. */
const TRUST = 20;

/** A part without a count that takes longer than expected stays at this fraction until it is done. */
const NEARLY = 0.95;

/**
 * How much of a preparation is done, and how long the rest takes at the speed measured so far.
 * @param {readonly PartState[]} states of all parts.
 * @returns {{ percent: number, secondsLeft: number }} 100 % only when all parts are done.
 */
export function estimate(states) {
  const whole = states.reduce((sum, { part }) => sum + part.seconds, 0);
  const done = states.reduce((sum, state) => sum + state.part.seconds * fractionOf(state), 0);
  const secondsLeft = states.reduce(
    (sum, state) => sum + expected(state) * (1 - fractionOf(state)) * slowdown(states, kindOf(state.part.id)),
    0,
  );
  const isOver = states.every(({ state }) => state === 'done' || state === 'skipped');
  return { percent: isOver ? 100 : Math.min(99, Math.floor((100 * done) / whole)), secondsLeft };
}

/**
 * The line that shows the progress of a preparation.
 * @param {readonly PartState[]} states
 * @param {string} text what is being done now.
 * @param {number} [columns] the maximum length: the text is cut off, never the time that is left.
 * @example progressLine(states, 'building kube v1.36.3: 412 of 1480 packages')
 *   // '[ 34 %] building kube v1.36.3: 412 of 1480 packages; about 7 min left'
 */
export function progressLine(states, text, columns = Number.POSITIVE_INFINITY) {
  const { percent, secondsLeft } = estimate(states);
  const done = `[${String(percent).padStart(3)} %] `;
  const left = percent === 100 ? '' : `; ${roughly(secondsLeft)} left`;
  const room = Math.max(1, columns - done.length - left.length);
  return `${done}${text.length > room ? `${text.slice(0, room - 1)}…` : text}${left}`;
}

/**
 * A duration, rounded as an estimate should be.
 * @param {number} seconds
 * @example roughly(43) // 'about 50 s'
 */
export function roughly(seconds) {
  if (seconds < 10) return 'a few seconds';
  if (seconds <= 90) return `about ${Math.ceil(seconds / 10) * 10} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** @param {PartState} state */
function fractionOf({ part, state, elapsed, done = 0, total }) {
  if (state === 'waiting') return 0;
  if (state !== 'running') return 1;
  if (total === undefined) return Math.min(NEARLY, elapsed / part.seconds);
  return total === 0 ? 1 : Math.min(1, done / total);
}

/**
 * The seconds that the whole part takes according to the earlier build, for its present number of items.
 * @param {PartState} state
 */
function expected({ part, total }) {
  return part.count === undefined || total === undefined ? part.seconds : (part.seconds * total) / part.count;
}

/**
 * How much slower than expected this machine is for parts of a kind: 1 as expected, 2 for twice as long.
 * @param {readonly PartState[]} states
 * @param {string} kind
 */
function slowdown(states, kind) {
  let [measured, foreseen] = [TRUST, TRUST];
  for (const state of states) {
    if (kindOf(state.part.id) !== kind || state.state === 'waiting' || state.state === 'skipped') continue;
    measured += state.elapsed;
    // Without a count, a running part is on time until it takes longer than expected.
    const onTime = state.state === 'running' && state.total === undefined;
    foreseen += onTime ? Math.min(state.elapsed, expected(state)) : expected(state) * fractionOf(state);
  }
  return measured / foreseen;
}
