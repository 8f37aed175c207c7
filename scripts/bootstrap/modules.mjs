import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run.mjs';

/**
 * @typedef {string | string[]} Names
 * @typedef {{ version?: string, optional?: boolean, os?: Names, cpu?: Names, libc?: Names }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Whether the installed packages are those of the lockfile; packages for other platforms may be missing.
 * @param {Lockfile} locked package-lock.json.
 * @param {Lockfile} installed node_modules/.package-lock.json, which npm writes when it has finished.
 * @param {{ platform: string, arch: string }} machine
 */
export function isInstalled(locked, installed, { platform, arch }) {
  return Object.entries(locked.packages ?? {}).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed.packages?.[path];
    if (found) return found.version === wanted.version;
    // Optional packages are for one platform; those of this platform must be present. Those that name no platform are used by packages of another one.
    const kind = [wanted.os, wanted.cpu, wanted.libc].filter((list) => list !== undefined);
    const ours = allows(wanted.os, platform) && allows(wanted.cpu, arch) && allows(wanted.libc, 'glibc');
    return wanted.optional === true && !(kind.length > 0 && ours);
  });
}

/**
 * @param {Names | undefined} names as in package.json: those that are supported, or with a `!` those that are not.
 * @param {string} name
 */
function allows(names, name) {
  const list = [names ?? []].flat();
  if (list.includes(`!${name}`)) return false;
  return list.includes(name) || list.every((entry) => entry.startsWith('!'));
}

/** @param {string} root of the checkout. */
export function modulesAreInstalled(root) {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8'));
  return isInstalled(read(join(root, 'package-lock.json')), read(installed), process);
}

/**
 * @param {string} root
 * @param {import('../../testbed/preparation/overall-progress.mjs').OverallProgress} progress
 * @returns {Promise<string | undefined>} the error, if there was one.
 */
export async function installModules(root, progress) {
  // The npm that started this script, as with `npm start`; otherwise the one in PATH.
  const own = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined;
  const [command, ...first] = own === undefined ? ['npm'] : [process.execPath, own];
  const args = [...first, 'ci', '--ignore-scripts', '--loglevel=error', '--no-progress'];
  const { code, output } = await runQuietly('installing npm packages', command ?? 'npm', args, progress, { cwd: root });
  return code === 0 ? undefined : `npm ci ended with ${code}:\n${output.trim().split('\n').slice(-20).join('\n')}`;
}

/**
 * The Node that the project runs on: the pinned one of the npm packages, or the Node of this process if there is none for this platform.
 * @param {string} root
 */
export function projectNode(root) {
  const pinned = join(root, `node_modules/node-linux-${process.arch}/bin/node`);
  return process.platform === 'linux' && existsSync(pinned) ? pinned : process.execPath;
}
