import { resolve } from 'node:path';
import { builtImage } from '../../../testbed/images/built-image.ts';
import type { Image } from '../../../testbed/images/image.ts';
import { locustIngredients } from '../../../testbed/images/locust-image.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';

/** An image built like Locust's official one, which cannot be pulled here. */
export function officialLocust(): Promise<Image> {
  const root = resolve(import.meta.dirname, 'official-locust');
  const content = { root, inputs: ['passwd'], toolchain: process.arch };
  return builtImage({ name: 'official-locust', content, prepare: locustIngredients }, silentProgress);
}
