import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import { rightsOfSuite } from './catalogue.ts';

const right = (resource: string) => `{ group: '', resource: '${resource}', verbs: ['get'], scope: 'cluster' }`;
const spec = (id: string, resource: string, safety = 'read') => `
import { check } from 'shakedown';
describe('x', () => {
  check('${id}', { id: '${id}', uses: [{ rights: [${right(resource)}] }], safety: '${safety}' }, async () => {
    throw new Error('no body may run');
  });
});
`;

describe('The rights of the suite', () => {
  let undo: () => void;
  before(() => {
    undo = shareModules();
  });
  after(() => undo());

  /** Of a directory of its own each time: Node loads a file once in a process. */
  async function rightsOf(files: Record<string, string>, run: object = {}, scope: object = {}) {
    const directory = await mkdtemp(join(tmpdir(), 'catalogue-'));
    try {
      await mkdir(join(directory, 'mine'));
      for (const [file, text] of Object.entries(files)) await writeFile(join(directory, 'mine', file), text);
      const rights = await rightsOfSuite([directory], configSchema.parse({ run, scope }));
      return rights.map(({ resource }) => resource);
    } finally {
      await rm(directory, { recursive: true });
    }
  }

  it('are what discovery, the Lease and all checks use, whatever this run is focused on', async () => {
    const files = { 'one.spec.ts': spec('mine/one', 'secrets'), 'two.spec.ts': spec('mine/two', 'pods') };
    const all = await rightsOf(files, { focus: 'mine/two', skip: 'pods' });
    expect(all).to.include.members(['nodes', 'deployments', 'leases', 'secrets', 'pods']);
    expect(await rightsOf(files)).to.deep.equal(all);
    expect(await rightsOf(files, {}, { namespaces: ['shop'], labelSelector: 'a=b' })).to.deep.equal(all);
  });

  it('are without those of disruptive checks, unless the cluster may be disturbed', async () => {
    const files = {
      'drain.spec.ts': spec('mine/drain', 'pods/eviction', 'disruptive'),
      'one.spec.ts': spec('mine/one', 'secrets'),
    };
    expect(await rightsOf(files)).to.not.include('pods/eviction');
    expect(await rightsOf(files, { disruptive: true })).to.include('pods/eviction');
  });

  it('are not known when a spec file does not load: it is named, with why', async () => {
    const files = { 'one.spec.ts': spec('mine/one', 'secrets'), 'broken.spec.ts': "throw new Error('not today');" };
    const error = await rightsOf(files).catch((reason: Error) => reason);
    expect(error).to.include({ code: 'SPECS_UNLOADABLE' });
    expect((error as Error).message)
      .to.match(/broken\.spec\.ts/)
      .and.match(/not today/);
  });
});
