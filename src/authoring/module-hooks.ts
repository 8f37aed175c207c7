import { registerHooks } from 'node:module';

/** What a spec file may import by name, wherever it lies, and where that is: beside the bundle, or the sources while developing. */
const shared: Readonly<Record<string, string>> = import.meta.filename.endsWith('.ts')
  ? { shakedown: new URL('../index.ts', import.meta.url).href, chai: new URL('chai.ts', import.meta.url).href }
  : { shakedown: new URL('index.js', import.meta.url).href, chai: new URL('chai.js', import.meta.url).href };

/**
 * Makes `import … from 'shakedown'` and `'chai'` in spec files anywhere, also in a directory without packages, mean the instance
 * that runs: a second copy of `shakedown` would know of no run, and an assertion of a second `chai` is no error that is known.
 * @returns how to undo it.
 */
export function shareModules(): () => void {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const url = shared[specifier];
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
  });
  return () => hooks.deregister();
}
