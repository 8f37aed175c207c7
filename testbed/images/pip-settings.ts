import { execa } from 'execa';

/** How pip inside of an image build reaches its index: as pip on this machine does. */
export interface PipSettings {
  /** Text of a pip.conf. May hold credentials: mounted while pip runs, never copied. */
  conf: string;
  /** pip's download cache on this machine; absent where it keeps none. */
  cache: string | undefined;
  /** A file with certificate authorities that pip needs, if any. */
  certificates: string | undefined;
}

/** The keys of `pip config list` that decide how a package is fetched. */
const REACH = /^(index-url|extra-index-url|trusted-host|proxy|cert|timeout|default-timeout)$/;

/** Reads the settings of Debian's pip on this machine. */
export async function pipSettings(): Promise<PipSettings> {
  const pip = (args: string[], reject = true) => execa('/usr/bin/python3', ['-m', 'pip', ...args], { reject });
  const { stdout: list } = await pip(['config', 'list']);
  // It refuses to name one when it was told to keep none.
  const { failed, stdout: cache } = await pip(['cache', 'dir'], false);
  return settingsFrom(list, failed ? undefined : cache.trim());
}

/**
 * The settings, from what pip says of itself; the environment wins over files, as for pip.
 * @param list `pip config list`: `global.cert='/etc/ca.crt'` and `:env:.cert='/etc/ca.crt'`, one a line.
 */
export function settingsFrom(list: string, cache: string | undefined): PipSettings {
  const found = new Map<string, string>();
  const lines = [...list.matchAll(/^(:env:|\w+)\.([\w-]+)='(.*)'$/gm)];
  lines.sort(([, a], [, b]) => Number(a === ':env:') - Number(b === ':env:'));
  for (const [, , key = '', value = ''] of lines) if (REACH.test(key)) found.set(key, value);
  const conf = ['[global]', ...[...found].map(([key, value]) => `${key} = ${value}`), ''].join('\n');
  return { conf, cache, certificates: found.get('cert') };
}
