import { readFile } from 'node:fs/promises';
import { hostNpm } from './host-npm.ts';

/** The settings with which npm inside of an image build reaches its registry: those of npm on this machine. */
export interface NpmSettings {
  /** The text of an npmrc. It may contain credentials: it is mounted while npm runs, never copied. */
  npmrc: string;
  /** npm's download cache on this machine. */
  cache: string;
  /** A file with certificate authorities that npm needs, if any. */
  certificates: string | undefined;
}

/** The keys of `npm config list` for downloading packages. */
const REACH = /^(registry|proxy|https-proxy|noproxy|strict-ssl|@[^:]+:registry)$/;

/** Reads the settings of npm on this machine. */
export async function npmSettings(): Promise<NpmSettings> {
  const config = JSON.parse(await hostNpm(['config', 'list', '--json'])) as Record<string, unknown>;
  const files = [config.globalconfig, config.userconfig].filter((file) => typeof file === 'string');
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return settingsFrom(config, texts, process.env.NODE_EXTRA_CA_CERTS);
}

/**
 * The settings, from npm's own output.
 * @param config `npm config list --json`, which leaves credentials out.
 * @param files the npmrc files, for the credentials; later ones win.
 * @param extraCertificates the file with the authorities that Node trusts in addition to its own list.
 */
export function settingsFrom(
  config: Record<string, unknown>,
  files: string[],
  extraCertificates: string | undefined,
): NpmSettings {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    const known = typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value);
    if (REACH.test(key) && known) lines.push(`${key}=${value.toString()}`);
  }
  const credentials = files.flatMap((text) => text.split('\n')).filter((line) => /^\s*\/\/[^=]+:_?\w+\s*=/.test(line));
  const certificates = typeof config.cafile === 'string' && config.cafile !== '' ? config.cafile : extraCertificates;
  if (certificates) lines.push(`cafile=${certificates}`);
  const npmrc = [...lines, ...credentials, ''].join('\n');
  return { npmrc, cache: String(config.cache), certificates: certificates || undefined };
}
