/** The input of a starter. */
export interface StarterOptions {
  /** The dependency `shakedown` in package.json: a version, or a tarball as `npm install` accepts it. */
  package: string;
  /** The base image of the Dockerfile. */
  image: string;
  /** Versions of the packages that type-check the specs, by name. */
  development: Readonly<Record<string, string>>;
}

/**
 * The files of a directory for further specs, without the example; pure.
 * @returns text by path.
 */
export function starterFiles({ package: shakedown, image, development }: StarterOptions): Record<string, string> {
  return {
    'package.json': json({
      private: true,
      type: 'module',
      engines: { node: '>=24' },
      scripts: { check: 'tsc --noEmit' },
      devDependencies: { ...development, shakedown },
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable'],
        module: 'nodenext',
        types: ['mocha', 'node'],
        strict: true,
        noUncheckedIndexedAccess: true,
        // Node strips the types when a spec is loaded; with this option the type checker refuses what Node cannot strip.
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        noEmit: true,
      },
      include: ['**/*.ts'],
    }),
    Dockerfile: `# The image of the suite with these specs in it: docker build --tag REGISTRY/our-specs:TAG .
ARG SHAKEDOWN_IMAGE=${image}
FROM \${SHAKEDOWN_IMAGE}
COPY . /specs
`,
    '.dockerignore': '*\n!*/**/*.ts\nnode_modules\n',
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
