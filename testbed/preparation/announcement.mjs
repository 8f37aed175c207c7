import { roughly } from './estimate.mjs';

/**
 * The text before a preparation: what will be done, and about how long it takes.
 * @param {import('./parts.mjs').Wanted} wanted
 * @param {import('./parts.mjs').Part[]} parts of the preparation.
 * @param {number} cores of this machine.
 * @returns {string} one line; empty when there is nothing to do.
 * @example
 * // Preparing the local cluster: install the npm packages; build 1 program (etcd); start the cluster. This takes about 2 min on this
 * // machine (2 cores); later runs reuse what is built.
 */
export function announcement(wanted, parts, cores) {
  const installs = [
    ...(wanted.debian.length > 0 ? [counted(wanted.debian.length, 'Debian package')] : []),
    ...(wanted.npm ? ['the npm packages'] : []),
  ];
  const builds = [
    ...(wanted.families.length > 0 ? [listed(wanted.families, 'program')] : []),
    ...(wanted.images.length > 0 ? [listed(wanted.images, 'image')] : []),
  ];
  const steps = [
    ...(installs.length > 0 ? [`install ${installs.join(' and ')}`] : []),
    ...(builds.length > 0 ? [`build ${builds.join(' and ')}`] : []),
  ];
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  const time = `${roughly(seconds)} on this machine (${counted(cores, 'core')})`;
  if (steps.length === 0) {
    if (wanted.cluster === 'none') return '';
    const state = wanted.cluster === 'check' ? ', and the local cluster is running' : '';
    const rest = wanted.cluster === 'check' ? 'Checking it' : 'Starting the local cluster';
    return `Programs and images are already built${state}. ${rest} takes ${time}.`;
  }
  const cluster = { start: ['start the cluster'], check: ['check the running cluster'], none: [] }[wanted.cluster];
  const subject = wanted.cluster === 'none' ? 'Preparing' : 'Preparing the local cluster';
  const reuse = builds.length > 0 ? '; later runs reuse what is built' : '';
  return `${subject}: ${[...steps, ...cluster].join('; ')}. This takes ${time}${reuse}.`;
}

/**
 * @param {string[]} names
 * @param {string} noun
 */
function listed(names, noun) {
  return `${counted(names.length, noun)} (${names.join(', ')})`;
}

/**
 * @param {number} count
 * @param {string} noun
 */
function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
