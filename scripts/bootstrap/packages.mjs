import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram, SYSTEM_DIRECTORIES } from './find-program.mjs';
import { runQuietly } from './run.mjs';

/**
 * A Debian package, and the programs of it that are used. Only the programs matter: a machine may have them from elsewhere, and
 * installing Debian's package over them could break them.
 * @typedef {{ name: string, programs: string[], addon?: string, onlyLong?: true }} Package `addon`: the only add-on of the
 *   local cluster that needs it; `onlyLong`: only the long tests need it.
 *
 * What a command uses: add-ons of the local cluster that it brings up, and whether it is the long tests.
 * @typedef {{ addons: readonly string[], long: boolean }} Uses
 */

/** @type {Package[]} */
export const PACKAGES = [
  { name: 'buildah', programs: ['buildah'] },
  { name: 'busybox-static', programs: ['/bin/busybox'] },
  // For the tests of the report.
  { name: 'chromium', programs: ['chromium'], onlyLong: true },
  { name: 'conntrack', programs: ['conntrack'] },
  { name: 'containerd', programs: ['containerd', 'ctr'] },
  { name: 'containernetworking-plugins', programs: ['/usr/lib/cni/ptp', '/usr/lib/cni/portmap'] },
  { name: 'iproute2', programs: ['ip'] },
  { name: 'ipset', programs: ['/usr/sbin/ipset'], addon: 'policy' },
  { name: 'iptables', programs: ['iptables'] },
  { name: 'mount', programs: ['mount'] },
  { name: 'openssl', programs: ['openssl'] },
  // For the image of Locust: its bases use Debian's own Python, even if another one is first in PATH.
  { name: 'python3', programs: ['/usr/bin/python3'] },
  { name: 'python3-pip', programs: ['/usr/bin/pip3'] },
  { name: 'runc', programs: ['runc'] },
  { name: 'util-linux', programs: ['nsenter', 'unshare'] },
];

/**
 * The packages with a program that cannot be found; what the command does not use is not missing.
 * @param {Uses} uses
 * @param {(program: string) => boolean} has
 * @returns {Package[]}
 */
export function missingPackages({ addons, long }, has = isInstalled) {
  return PACKAGES.filter(({ addon }) => addon === undefined || addons.includes(addon))
    .filter(({ onlyLong }) => onlyLong !== true || long)
    .filter(({ programs }) => !programs.every(has));
}

/** @param {string} program */
function isInstalled(program) {
  return findProgram(program, process.env.PATH, SYSTEM_DIRECTORIES) !== undefined;
}

const LISTS = '/var/lib/apt/lists';
const POLICY = '/usr/sbin/policy-rc.d';
const POLICY_TEXT =
  '#!/bin/sh\n# Created by Shakedown while it installs packages: their services are not needed.\nexit 101\n';

/**
 * Installs packages without their recommendations, without removing any, and without starting services.
 * @param {string[]} names
 * @param {import('../../testbed/preparation/overall-progress.mjs').OverallProgress} progress
 * @returns {Promise<string | undefined>} the error, if there was one.
 */
export async function installPackages(names, progress) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = () =>
    runQuietly('updating the list of Debian packages', 'apt-get', ['-q', 'update'], progress, { env });
  const options = ['-q', '-y', '--no-install-recommends', '--no-remove'];
  const install = () =>
    runQuietly('installing Debian packages', 'apt-get', [...options, 'install', ...names], progress, { env });

  const listed = existsSync(LISTS) && readdirSync(LISTS).some((name) => /_Packages(\.\w+)?$/.test(name));
  if (!listed) await update();
  const others = existsSync(POLICY) && readFileSync(POLICY, 'utf8') !== POLICY_TEXT;
  if (!others) writeFileSync(POLICY, POLICY_TEXT, { mode: 0o755 });
  try {
    let { code, output } = await install();
    // An outdated list names files that the servers have replaced since.
    if (code !== 0 && listed && (await update()).code === 0) ({ code, output } = await install());
    // The testbed starts its own containerds; Debian's would start at boot without a use.
    if (names.includes('containerd') && findProgram('systemctl', process.env.PATH, SYSTEM_DIRECTORIES)) {
      await runQuietly(
        'disabling the start of containerd at boot',
        'systemctl',
        ['--quiet', 'disable', 'containerd'],
        progress,
      );
    }
    return code === 0 ? undefined : `apt-get ended with ${code}:\n${output.trim().split('\n').slice(-20).join('\n')}`;
  } finally {
    if (!others) rmSync(POLICY, { force: true });
  }
}
