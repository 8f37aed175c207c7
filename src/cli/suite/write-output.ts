import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { todoForPlace } from '../../errors/system-error.ts';
import { replaceFile } from '../../publish/replace-file.ts';

/**
 * Writes a file that a user has named, completely or not at all, and says so.
 * @throws ShakedownError USAGE_OUTPUT
 */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw new ShakedownError('USAGE_OUTPUT', {
      meaning: 'usage',
      expected: `to write ${file}`,
      seen: messageOf(error),
      todo: todoForPlace(error, 'name another file'),
      cause: error,
    });
  }
  process.stderr.write(`wrote ${file}\n`);
}
