import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/** Makes sure that there is an archive. @throws ShakedownError ARCHIVE_NOT_CONFIGURED */
export function assertArchive({ bucket }: Config['archive']): void {
  if (bucket !== '') return;
  throw new ShakedownError('ARCHIVE_NOT_CONFIGURED', {
    meaning: 'usage',
    expected: 'a bucket with an archive of runs',
    seen: 'archive.bucket is not set',
    todo: 'set it in shakedown.config.yaml, or by --set archive.bucket=NAME',
  });
}
