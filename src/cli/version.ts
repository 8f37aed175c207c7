import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package's own package.json, which lies above both the sources and the bundle. */
export function suiteVersion(directory: string = import.meta.dirname): string {
  for (let at = directory; ; at = dirname(at)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
      if (name === 'shakedown') return version;
    } catch {
      // Not here; one level up.
    }
    if (at === dirname(at)) return '0.0.0';
  }
}
