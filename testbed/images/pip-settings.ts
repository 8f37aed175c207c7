import { execa } from 'execa';

/** The settings with which pip inside of an image build reaches its index: those of pip on this machine. */
export interface PipSettings {
  /** The text of a pip.conf. It may contain credentials: it is mounted while pip runs, never copied. */
  conf: string;
  /** pip's download cache on this machine; absent when caching is disabled. */
  cache: string | undefined;
  /** A file with certificate authorities that pip needs, if any. */
  certificates: string | undefined;
}

/** The keys of `pip config list` for downloading packages. */
const REACH = /^(index-url|extra-index-url|trusted-host|proxy|cert|timeout|default-timeout)$/;

/** Reads the settings of Debian's pip on this machine. */
export async function pipSettings(): Promise<PipSettings> {
  const pip = (args: string[], reject = true) => execa('/usr/bin/python3', ['-m', 'pip', ...args], { reject });
  const { stdout: list } = await pip(['config', 'list']);
  // This fails when pip's cache is disabled.
  const { failed, stdout: cache } = await pip(['cache', 'dir'], false);
  return settingsFrom(list, failed ? undefined : cache.trim());
}

/**
 * The settings, from pip's own output; the environment overrides files, as in pip.
 * @param list `pip config list`: `global.cert='/etc/ca.crt'` and `:env:.cert='/etc/ca.crt'`, one per line.
 */
export function settingsFrom(list: string, cache: string | undefined): PipSettings {
  const found = new Map<string, string>();
  const lines = [...list.matchAll(/^(:env:|\w+)\.([\w-]+)='(.*)'$/gm)];
  lines.sort(([, a], [, b]) => Number(a === ':env:') - Number(b === ':env:'));
  for (const [, , key = '', value = ''] of lines) if (REACH.test(key)) found.set(key, value);
  const conf = ['[global]', ...[...found].map(([key, value]) => `${key} = ${value}`), ''].join('\n');
  return { conf, cache, certificates: found.get('cert') };
}
