import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { rightsOf as rightsOfUsed } from '../../instruments/contract/uses.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import { namedParts, type PartName } from '../../inventory/parts.ts';
import { sampleInventory } from '../../inventory/sample.ts';
import { systemClock } from '../../time/clock.ts';
import { kindsOfSuite, rightsOfSuite } from './catalogue.ts';
import type { LoadedCheck } from './load-specs.ts';
import { planRun } from './plan-run.ts';

const right = (resource: string) => `{ group: '', resource: '${resource}', verbs: ['get'], scope: 'cluster' }`;
const spec = (id: string, resource: string, safety = 'read') => `
import { check } from 'shakedown';
describe('x', () => {
  check('${id}', { id: '${id}', uses: [{ rights: [${right(resource)}] }], safety: '${safety}' }, async () => {
    throw new Error('no body may run');
  });
});
`;

/** Kinds that only the scope uses. */
const WITHOUT_CHECKS: readonly PartName[] = ['namespaces'];

describe('The suite’s own specs', () => {
  let checks: LoadedCheck[];
  before(async () => {
    // A copy, because Node loads a file once in a process.
    const directory = await mkdtemp(join(tmpdir(), 'own-specs-'));
    const undo = shareModules();
    try {
      await cp(join(import.meta.dirname, '../../../specs'), directory, { recursive: true });
      ({ checks } = await planRun([directory], sampleInventory(configSchema.parse({})), systemClock));
    } finally {
      undo();
      await rm(directory, { recursive: true });
    }
  });

  for (const [name, part] of namedParts.filter(([each]) => !WITHOUT_CHECKS.includes(each)))
    it(`register a check of ${name}, so that its permissions are in the generated roles`, () => {
      const place = part.kind.namespaced ? 'sample/sample' : 'sample';
      const made = checks.find(({ id }) => id === `${part.id}/${place}`);
      expect(made?.subject?.kind, `subject of ${part.id}/${place}`).to.equal(part.kind);
      expect(rightsOfUsed(made?.uses ?? []).map(({ resource }) => resource)).to.include(part.kind.resource);
    });
});

describe('The permissions of the suite', () => {
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

  it('contain the permission to list a kind that a spec file defines, and those of the checks for its sample', async () => {
    const text = `
      import { check, forEach, part } from 'shakedown';
      const kind = { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', kind: 'Ingress', namespaced: true };
      const ingresses = await part({ kind, id: 'mine/ingress', byLabels: true, sample: { spec: { wanted: 'secrets' } } });
      forEach(ingresses, ({ spec }, id) => {
        check(id, { id, uses: [{ rights: [{ group: '', resource: spec.wanted, verbs: ['get'], scope: 'cluster' }] }] }, async () => {});
      });`;
    expect(await rightsOf({ 'ingress.spec.ts': text })).to.include.members(['ingresses', 'secrets']);
    expect(await rightsOf({ 'ingress.spec.ts': text }, {}, { exclude: ['mine/ingress/*'] })).to.include('secrets');
    const typo = await rightsOf({ 'ingress.spec.ts': text }, {}, { exclude: ['mine/ingres/shop/web'] }).catch(
      (error) => error,
    );
    expect(typo).to.include({ code: 'CONFIG_EXCLUDE' });
    expect((typo as Error).message).to.contain("did you mean 'mine/ingress/shop/web'?");
  });

  it('are not known when a spec file does not load: the error names the file and the reason', async () => {
    const files = { 'one.spec.ts': spec('mine/one', 'secrets'), 'broken.spec.ts': "throw new Error('not today');" };
    const error = await rightsOf(files).catch((reason: Error) => reason);
    expect(error).to.include({ code: 'SPECS_UNLOADABLE' });
    expect((error as Error).message)
      .to.match(/broken\.spec\.ts/)
      .and.match(/not today/);
  });
});

describe('The kinds that the suite creates', () => {
  let undo: () => void;
  before(() => {
    undo = shareModules();
  });
  after(() => undo());

  /** Of a directory of its own each time: Node loads a file once in a process. */
  async function kindsOf(files: Record<string, string>, run: object = {}, scope: object = {}) {
    const directory = await mkdtemp(join(tmpdir(), 'catalogue-'));
    try {
      await mkdir(join(directory, 'mine'));
      for (const [file, text] of Object.entries(files)) await writeFile(join(directory, 'mine', file), text);
      const { kinds, unknown } = await kindsOfSuite([directory], configSchema.parse({ run, scope }));
      return { resources: kinds.map(({ resource }) => resource), unknown };
    } finally {
      await rm(directory, { recursive: true });
    }
  }
  const creating = (right: string, safety = 'own') => `
import { check, owns } from 'shakedown';
check('x', { id: 'mine/x', uses: [{ rights: [${right}] }], safety: '${safety}' }, async () => {});
`;
  const ingresses =
    "owns({ group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', kind: 'Ingress', namespaced: true })";
  const runners = ['leases', 'pods', 'namespaces', 'serviceaccounts', 'roles', 'rolebindings'];
  const wide = ['clusterroles', 'clusterrolebindings'];

  it('are those that the runner prepares, and those that a check says it owns', async () => {
    expect(await kindsOf({ 'a.spec.ts': creating(ingresses) })).to.deep.equal({
      resources: ['leases', 'ingresses', ...runners.slice(1), ...wide],
      unknown: [],
    });
  });

  it('include those of checks that this configuration leaves out: other runs may have another configuration', async () => {
    const files = { 'a.spec.ts': creating(ingresses, 'disruptive') };
    const { resources } = await kindsOf(files, { focus: 'other', targets: ['other'] });
    expect(resources).to.include('ingresses');
  });

  it('are known whatever scope.exclude contains: nothing is judged', async () => {
    const { resources } = await kindsOf({ 'a.spec.ts': creating(ingresses) }, {}, { exclude: ['mine/ingres/*', 'x'] });
    expect(resources).to.include('ingresses');
  });

  it('are known for spec files that load, and the unknown ones are reported', async () => {
    const right = "{ group: 'example.org', resource: 'widgets', verbs: ['create'], scope: 'workloads' }";
    const files = { 'a.spec.ts': creating(right), 'broken.spec.ts': "throw new Error('not today');" };
    expect((await kindsOf(files)).unknown).to.deep.equal([
      'widgets.example.org: a check creates them with a permission that does not name their kind; owns() names it',
      'what the checks of mine/broken.spec.ts create: the file does not load',
    ]);
  });
});
