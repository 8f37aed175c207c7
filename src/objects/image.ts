import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';

/**
 * The image that the pods of the suite run from.
 * @throws ShakedownError IMAGE_UNKNOWN when the configuration names none
 */
export function suiteImage({ image }: Config): string {
  if (image !== '') return image;
  throw new ShakedownError('IMAGE_UNKNOWN', {
    meaning: 'usage',
    expected: 'the image of the suite, for the pods it deploys',
    seen: 'none',
    todo: 'name it with --image or SHAKEDOWN_IMAGE; in the cluster the plugin sets it',
  });
}
