import { ShakedownError } from '../../src/errors/shakedown-error.ts';

/**
 * The version of a module that a go.mod asks for.
 * @param goMod the file's text.
 * @example moduleVersion('require k8s.io/kubernetes v1.36.3 // indirect', 'k8s.io/kubernetes') // 'v1.36.3'
 */
export function moduleVersion(goMod: string, module: string): string {
  for (const line of goMod.split('\n')) {
    const [name, version, ...rest] = line
      .trim()
      .replace(/^require /, '')
      .split(/\s+/);
    if (name === module && version?.startsWith('v') && rest[0] !== '=>') return version;
  }
  throw new ShakedownError('BUILD_MODULE_UNKNOWN', {
    meaning: 'suite',
    expected: 'the module that gives a family its version is in its go.mod',
    seen: `no line for ${module}`,
    todo: `in the family's folder under testbed/go: go get -tool ${module}@VERSION`,
  });
}
