import { writeFileSync } from 'node:fs';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { MOST_BYTES, type VolumeAccount } from '../../src/instruments/volumes/volume-account.ts';
import { readBack, writeFile } from './volume-file.ts';

/** The flags of the subcommand. */
export interface VolumeProbeFlags {
  file: string;
  /** How many bytes are written. */
  bytes: string;
  /** From which the bytes follow, so that no two files are alike. */
  seed: string;
  account: string;
}

/**
 * The subcommand `shakedown volume-probe`: writes a file to a volume, or reads it, and leaves its account in a file; then it ends.
 * @throws ShakedownError VOLUME_PROBE_INVALID
 */
export async function volumeProbe(action: string, { file, bytes, seed, account }: VolumeProbeFlags): Promise<void> {
  const size = Number(bytes);
  if (action !== 'write' && action !== 'read') throw invalid('the action', 'write or read', action);
  if (!/^[1-9]\d*$/.test(bytes) || size > MOST_BYTES) throw invalid('--bytes', `1 to ${MOST_BYTES}`, bytes);
  const done: VolumeAccount = action === 'write' ? await writeFile(file, size, seed) : await readBack(file, size);
  writeFileSync(account, JSON.stringify(done));
}

function invalid(what: string, expected: string, seen: string): ShakedownError {
  return new ShakedownError('VOLUME_PROBE_INVALID', { meaning: 'usage', expected: `${what} to be ${expected}`, seen });
}
