import { registerHooks } from 'node:module';

/** What a spec file in any directory may import by name, and its file: next to the bundle, or among the sources during development. */
const shared: Readonly<Record<string, string>> = import.meta.filename.endsWith('.ts')
  ? { shakedown: new URL('../index.ts', import.meta.url).href, chai: new URL('chai.ts', import.meta.url).href }
  : { shakedown: new URL('index.js', import.meta.url).href, chai: new URL('chai.js', import.meta.url).href };

/**
 * Makes `import … from 'shakedown'` and `'chai'` in spec files of any directory, also one without packages, load the instance
 * that runs: a second copy of `shakedown` would not know the run, and the runner would not recognize the assertions of a second `chai`.
 * @returns how to undo it.
 */
export function shareModules(): () => void {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const url = shared[specifier];
      // The file of a name may itself import that name: then the package is meant.
      const isMeant = url !== undefined && context.parentURL !== url;
      return isMeant ? { url, shortCircuit: true } : next(specifier, context);
    },
  });
  return () => hooks.deregister();
}
