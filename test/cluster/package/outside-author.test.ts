import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { makePackage, type MadePackage } from '../../../scripts/package/make-package.ts';
import { connect } from '../../../src/cluster/connect.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import type { Kind } from '../../../src/cluster/kinds/kind.ts';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import { waitUntilDeleted } from '../../../src/objects/delete/wait-until-deleted.ts';
import type { Results } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
import { hostNpm } from '../../../testbed/images/host-npm.ts';
import { shakedown as fromClone } from '../../no-cluster/cli/command-line.ts';
import { testbedKubeconfig } from '../door/testbed-kubeconfig.ts';
import { completions } from './editor.ts';

/** The specs of the how-to pages: one with a kind that the suite does not know, and one that creates an object. */
const HOW_TO = resolve(import.meta.dirname, '../../../docs/how-to');
const LARGEST = 1_000_000;

const ingressKind: Kind = {
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};

describe('An author outside of the clone', function () {
  this.timeout(300_000);

  /** The author's directory, which has no access to the clone. */
  let directory: string;
  let specs: string;
  let made: MadePackage;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'outside-author-'));
    specs = join(directory, 'our-specs');
    made = await makePackage(directory);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** A program of the directory's own packages, under this Node. */
  const installed = (program: string, args: readonly string[]) =>
    execa(join(specs, 'node_modules/.bin', program), args, {
      ...{ cwd: specs, reject: false, stdin: 'ignore', extendEnv: false },
      env: { PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter), HOME: directory, NO_COLOR: '1' },
    });

  it('has a small package with the program, the specs as JavaScript, declarations, pages and manifests, without testbed and tests', () => {
    expect(made.size).to.be.below(LARGEST);
    const kindsOfFiles = [
      /^(package\.json|README\.md|LICENSE|NOTICE)$/,
      /^dist\/[\w-]+\.js$/,
      /^dist\/specs\/[\w-]+\/[\w-]+\.spec\.js$/,
      /^dist\/starter\/shop\/web\.spec\.ts$/,
      /^dist\/page\/(report|theme)\.(css|js)$/,
      /^dist\/types\/src\/.*\.d\.ts$/,
      /^docs\/([\w-]+|how-to\/[\w-]+|reference\/[\w-]+)\.md$/,
      /^docs\/how-to\/[\w-]+\/[\w-]+\/[\w-]+\.spec\.ts$/,
      /^docs\/grafana\/[\w-]+\.json$/,
      /^deploy\/[\w-]+\/[\w.-]+\.yaml$/,
      /^workloads\/locust\/\w+\.py$/,
    ];
    const others = made.files.filter((path) => !kindsOfFiles.some((known) => known.test(path)));
    expect(others).to.deep.equal([]);
    const unused = kindsOfFiles.filter((known) => !made.files.some((path) => known.test(path)));
    expect(unused).to.deep.equal([]);
    expect(made.files.filter((path) => /test/i.test(path) && !/loadtest|^docs\//.test(path))).to.deep.equal([]);
  });

  it('creates a directory for specs, which installs the package with its dependencies, without Node', async () => {
    const { exit, stderr } = await fromClone(['specs', 'init', specs, '--package', `file:${made.tarball}`]);
    expect({ exit, stderr }).to.deep.equal({ exit: 0, stderr: '' });
    const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await hostNpm(['install', ...quietly], { cwd: specs });
    const modules = await readdir(join(specs, 'node_modules'));
    expect(modules).to.include.members(['shakedown', 'typescript']);
    expect(modules.filter((name) => name.startsWith('node-'))).to.deep.equal([]);
  });

  it('creates the same directory with the installed program', async () => {
    const again = join(directory, 'again');
    const { exitCode } = await installed('shakedown', ['specs', 'init', again, '--package', `file:${made.tarball}`]);
    expect(exitCode).to.equal(0);
    const textOf = (of: string, path: string) => readFile(join(of, path), 'utf8');
    for (const path of ['package.json', 'tsconfig.json', 'Dockerfile', '.dockerignore', 'shop/web.spec.ts'])
      expect(await textOf(again, path), path).to.equal(await textOf(specs, path));
  });

  it('type-checks the example, and sees a mistake', async () => {
    const { exitCode, stdout } = await installed('tsc', ['--noEmit']);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 0, stdout: '' });
    const wrong = join(specs, 'shop/wrong.spec.ts');
    await writeFile(
      wrong,
      `import { expect } from 'chai';\nimport { deployment } from 'shakedown';\nexpect(deployment({ namespace: 'shop', name: 'web' }).hasReplicas('3').title).to.equal('');\n`,
    );
    const found = await installed('tsc', ['--noEmit', '--pretty', 'false']);
    await rm(wrong);
    expect(found.stdout).to.equal(
      "shop/wrong.spec.ts(3,67): error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
    );
  });

  it('gets completions in an editor', async () => {
    expect(await completions(specs, 'shop/web.spec.ts', 'await cluster.')).to.include.members([
      ...['until', 'now', 'during'],
    ]);
  });

  describe('who writes a check of a kind that the suite does not know', () => {
    before(async () => {
      for (const area of ['add-a-kind/entrances', 'write-a-check/addresses'])
        await cp(join(HOW_TO, area), join(specs, basename(area)), { recursive: true });
    });

    it('type-checks it', async () => {
      const { exitCode, stdout } = await installed('tsc', ['--noEmit']);
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 0, stdout: '' });
    });

    it('gets its permissions in the generated roles', async () => {
      const args = ['plugin', '--image', 'our-specs:1', '--rbac', '--specs', '.', '--output', 'shakedown-plugin.yaml'];
      const { exitCode, stderr } = await installed('shakedown', args);
      expect({ exitCode, stderr }).to.deep.equal({
        exitCode: 0,
        stderr: 'wrote shakedown-rbac.yaml\nwrote shakedown-plugin.yaml',
      });
      const text = await readFile(join(specs, 'shakedown-rbac.yaml'), 'utf8');
      const roles = parseAllDocuments(text).map((document) => document.toJS() as Role);
      const rules = roles.filter(({ kind }) => kind === 'ClusterRole').flatMap(({ rules: ofRole = [] }) => ofRole);
      const grants = rules.filter(
        ({ apiGroups, resources }) =>
          apiGroups?.includes('networking.k8s.io') === true && resources?.includes('ingresses') === true,
      );
      expect(grants.map(({ verbs }) => verbs)).to.deep.equal([['get', 'list', 'watch']]);
    });

    describe('and runs it', () => {
      const namespace = `outside-author-${randomBytes(3).toString('hex')}`;
      let kubeconfig: string;
      let cluster: Cluster;
      before(async () => {
        kubeconfig = await testbedKubeconfig();
        cluster = await connect({ kubeconfig });
        await cluster.create(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      });
      after(async () => {
        // The tests that follow compare what the cluster holds before and after.
        await cluster.delete(kinds.namespaces, { name: namespace });
        await waitUntilDeleted(cluster, { kind: kinds.namespaces, ref: { name: namespace } }, {});
        await cluster.close();
      });

      /** Runs areas in the namespace. */
      const run = async (...areas: string[]) => {
        const results = join(directory, `results-${randomBytes(3).toString('hex')}`);
        const places = ['scope.namespaces', 'namespaces.suite', 'namespaces.workloads'];
        const settings = [...places.map((key) => `${key}=${namespace}`), 'time.settle=5s'];
        const set = settings.flatMap((setting) => ['--set', setting]);
        const where = ['--kubeconfig', kubeconfig, '--results-dir', results];
        const args = ['run', '--specs', '.', '--target', areas.join(','), ...set, ...where];
        const { exitCode, stdout, stderr } = await installed('shakedown', args);
        const { tests }: Results = await readFile(join(results, 'results.json'), 'utf8').then(readResults, () => {
          throw new Error(`no results: ${stdout}\n${stderr}`);
        });
        return { exitCode, stdout, tests };
      };

      it('without an object of that kind, nothing is judged, which is reported', async () => {
        const { exitCode, stdout, tests } = await run('entrances');
        expect(tests).to.deep.equal([]);
        expect(stdout).to.contain('INCOMPLETE: no test was planned');
        expect(exitCode).to.equal(4);
      });

      it('takes a failed assertion of chai for a failure of the cluster', async () => {
        await mkdir(join(specs, 'assertions'));
        await writeFile(
          join(specs, 'assertions/chai.spec.ts'),
          `import { expect } from 'chai';\nimport { check } from 'shakedown';\ncheck('two are three', { id: 'assertions/chai', uses: [] }, () => {\n  expect(2, 'two').to.equal(3);\n});\n`,
        );
        const { exitCode, tests } = await run('assertions');
        const found = tests.map(({ id, status, reason }) => [id, status, reason?.message]);
        expect(found).to.deep.equal([['assertions/chai', 'failed', 'two: expected 2 to equal 3']]);
        expect(exitCode).to.equal(1);
      });

      it('with one, the check fails with the author’s own reason, and what another check creates is removed', async () => {
        await cluster.create(ingressKind, {
          ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { namespace, name: 'web' } },
          spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
        });
        const { exitCode, tests } = await run('entrances', 'addresses');
        expect(exitCode).to.equal(1);
        const found = tests.map(({ id, status, reason }) => [id, status, reason?.message]);
        expect(found.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))).to.deep.equal([
          ['addresses/cluster-ip', 'passed', undefined],
          [
            `entrances/ingress/${namespace}/web`,
            'failed',
            'no controller has given it an address; its class is the default',
          ],
        ]);
        expect(await cluster.list(kinds.services, { namespace })).to.deep.equal([]);
      });
    });
  });
});

interface Role {
  kind: string;
  rules?: { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
}
