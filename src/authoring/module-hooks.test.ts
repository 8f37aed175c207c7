import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AssertionError, expect } from 'chai';
import { shareModules } from './module-hooks.ts';

describe('A spec file in a directory without packages', () => {
  let directory: string;
  let undo: () => void;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'module-hooks-'));
    undo = shareModules();
  });
  after(async () => {
    undo();
    await rm(directory, { recursive: true });
  });

  it('imports the chai whose assertions the runner knows', async () => {
    const file = join(directory, 'assertions.mjs');
    await writeFile(file, `import { AssertionError, expect } from 'chai';\nexport { AssertionError, expect };\n`);
    const imported = (await import(pathToFileURL(file).href)) as { AssertionError: unknown; expect: unknown };
    expect(imported.AssertionError).to.equal(AssertionError);
    expect(imported.expect).to.equal(expect);
  });

  it('imports the shakedown that runs', async () => {
    const file = join(directory, 'suite.mjs');
    await writeFile(file, `export { check } from 'shakedown';\n`);
    const imported = (await import(pathToFileURL(file).href)) as { check: unknown };
    expect(imported.check).to.equal((await import('./check.ts')).check);
  });
});
