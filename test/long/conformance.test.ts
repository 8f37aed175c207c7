import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { nightSchema } from '../../src/nightly/night.ts';
import type { Results } from '../../src/results/model.ts';
import { readResults } from '../../src/results/read.ts';
import { conformanceFlags } from '../../src/sonobuoy/conformance.ts';
import { silentProgress } from '../../src/terminal/progress.ts';
import { buildBinaries } from '../../testbed/binaries/binaries.ts';
import { componentImage } from '../../testbed/images/component-image.ts';
import { conformanceImage } from '../../testbed/images/conformance-image.ts';
import { agnhostImage, conformanceShellImage } from '../../testbed/images/conformance-test-images.ts';
import { pluginImage } from '../../testbed/images/plugin-image.ts';
import { down, load, up, type Testbed } from '../../testbed/testbed.ts';
import { startCommand } from './started-command.ts';

const NAME = process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown-e2e';
const run = promisify(execFile);

/** Tests that need few images and seconds, from four groups of upstream. */
const FOCUS = [
  String.raw`ConfigMap should be consumable from pods in volume \[NodeConformance\]`,
  String.raw`Secrets should be consumable from pods in volume \[NodeConformance\]`,
  'Downward API should provide pod name, namespace and IP address as env vars',
  'Services should find a service from listing all namespaces',
  'server version should find the server version',
].join('|');

/** Refuses what one of these tests creates. */
const REFUSES_CONFIG_MAPS = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'no-config-maps-of-tests' },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      validations: [
        { expression: "!object.metadata.name.startsWith('configmap-test-volume')", message: 'planted by a test' },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'no-config-maps-of-tests' },
    spec: { policyName: 'no-config-maps-of-tests', validationActions: ['Deny'] },
  },
];

describe('shakedown nightly with the conformance tests of Kubernetes:', () => {
  let cluster: Testbed;
  let directory: string;
  let settings: object;
  let ofTests: { conformance: string };
  before(async () => {
    await down(NAME, silentProgress);
    const { sonobuoy } = await buildBinaries(['sonobuoy'], silentProgress);
    const [ofSonobuoy, suite] = [await componentImage('sonobuoy', silentProgress), await pluginImage(silentProgress)];
    const tests = await conformanceImage(silentProgress);
    cluster = await up({ name: NAME });
    const started = [await agnhostImage(silentProgress), await conformanceShellImage(silentProgress)];
    for (const { archive } of [ofSonobuoy, suite, tests, ...started]) await load(NAME, archive);
    ofTests = { conformance: tests.ref };
    settings = {
      cluster: { name: 'conformance-testbed' },
      image: suite.ref,
      sonobuoy: { path: sonobuoy, image: ofSonobuoy.ref, imagePullPolicy: 'Never' },
      objects: { imagePullPolicy: 'Never' },
      run: { focus: 'workloads/deployment/kube-system/', deadline: '5m' },
    };
  });
  after(async () => {
    await down(NAME, silentProgress);
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('one verdict is on the suite and on them, and their results are with those of the run', async () => {
    const { exit, printed } = await night({ conformanceImage: ofTests.conformance });
    expect(exit, printed).to.equal(0);
    const results = await resultsOfNight();
    expect(statuses(results)).to.deep.equal(Array.from({ length: 5 }, () => 'passed'));
    const ofSuite = results.tests.length - 5;
    expect(ofSuite).to.be.above(0);
    expect(results.run.plugins?.map(({ name, counts }) => [name, counts['passed']])).to.deep.equal([
      ['e2e', 5],
      ['shakedown', ofSuite],
    ]);
    expect(printed).to.match(
      new RegExp(`\\nPASSED: ${results.tests.length} passed .* of cluster conformance-testbed\\n$`),
    );
    for (const file of ['junit.xml', 'report.html'])
      expect(await readFile(join(directory, 'results', results.run.id, file), 'utf8'), file).to.contain(
        'should find the server version',
      );
    await nothingIsLeft();
  });

  it('a failure of one of them is told by its name and its first line, and fails the night', async () => {
    await apply('apply');
    const { exit, printed } = await night({ conformanceImage: ofTests.conformance });
    await apply('delete');
    expect(exit, printed).to.equal(1);
    const results = await resultsOfNight();
    expect(statuses(results).toSorted()).to.deep.equal(['failed', 'passed', 'passed', 'passed', 'passed']);
    const failure = results.tests.find(({ status }) => status === 'failed');
    expect(failure?.id).to.match(/^e2e\/\[It\] \[sig-storage\] ConfigMap should be consumable from pods in volume /);
    expect(failure?.reason?.message).to.contain('planted by a test');
    expect(printed).to.contain(`failed        ${failure?.id}\n              ${failure?.reason?.message}\n`);
    expect(printed).to.match(/\nFAILED: 1 failed, .* of cluster conformance-testbed\n$/);
    const archive = join(directory, 'results', results.run.id, 'conformance/sonobuoy.tar.gz');
    const stored = startCommand(['verdict', archive], inDirectory());
    expect(await stored.ended, stored.printed()).to.equal(1);
    expect(stored.printed()).to.contain(failure?.id);
    await nothingIsLeft();
  });

  it('an image of them that does not exist ends the night soon, and the run says that they are missing', async () => {
    const { exit, printed } = await night({ conformanceImage: 'localhost/absent:1' });
    expect(exit, printed).to.equal(2);
    expect(printed).to.contain('image "localhost/absent:1" cannot be pulled');
    expect(printed).to.contain('do: name an image that the nodes can pull: nightly.conformanceImage');
    const { tests } = await resultsOfNight();
    expect(tests.at(-1)).to.deep.include({ id: 'e2e/results', status: 'not-run' });
    await nothingIsLeft();
  });

  it('a kill while they run is continued by the next start, which runs them again, and the suite not', async () => {
    await configure({ conformanceImage: ofTests.conformance });
    const killed = startCommand(['nightly', '--skip-build'], inDirectory());
    await killed.untilPrinted(/starting the conformance tests/);
    await untilTheyRun();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const resumed = startCommand(['nightly', '--resume'], inDirectory());
    expect(await resumed.ended, resumed.printed()).to.equal(0);
    const results = await resultsOfNight();
    expect(statuses(results)).to.deep.equal(Array.from({ length: 5 }, () => 'passed'));
    expect(resumed.printed()).to.match(/\nPASSED: .* of cluster conformance-testbed\n$/);
    const state = await readFile(join(directory, 'results/.nightly/night.json'), 'utf8');
    const started = nightSchema
      .parse(JSON.parse(state))
      .events.flatMap((one) => (one.kind === 'started' ? [one.step] : []));
    expect(started).to.deep.equal(['settle', 'snapshot', 'verify', 'conformance', 'conformance', 'compare']);
    await nothingIsLeft();
  });

  it('as a second plugin of one run of Sonobuoy, by hand, they have one verdict with the suite', async () => {
    await configure({ conformanceImage: ofTests.conformance });
    const plugin = startCommand(['plugin', '--sonobuoy-config', '--output', 'shakedown-plugin.yaml'], inDirectory());
    expect(await plugin.ended, plugin.printed()).to.equal(0);
    const { config } = await loadConfig({ file: join(directory, 'shakedown.config.yaml'), environment: {}, flags: [] });
    const { path, image } = config.sonobuoy;
    const sonobuoy = (verb: string, ...flags: string[]) =>
      run(path, [verb, ...flags, '--kubeconfig', cluster.kubeconfig], { cwd: directory });
    const plugins = ['--plugin', 'shakedown-plugin.yaml', '--plugin', 'e2e', ...conformanceFlags(config.nightly)];
    const images = ['--sonobuoy-image', image, '--image-pull-policy', 'Never'];
    await sonobuoy('run', '--config', 'shakedown-sonobuoy.json', ...plugins, ...images, '--wait=9');
    await sonobuoy('retrieve', '--filename', 'both.tar.gz');
    await sonobuoy('delete', '--wait=5');
    const stored = startCommand(['summary', 'both.tar.gz'], inDirectory());
    expect(await stored.ended, stored.printed()).to.equal(0);
    expect(stored.printed()).to.match(/\nplugin {8}e2e: \d+ passed, \d{4} skipped\n/);
    expect(stored.printed()).to.match(/\nPASSED: .* of cluster conformance-testbed\n$/);
    await nothingIsLeft();
  });

  const inDirectory = () => ({ cwd: directory, env: { HOME: homedir() } });

  async function configure(nightly: object): Promise<void> {
    const section = { kubeconfig: cluster.kubeconfig, conformance: 'quick', conformanceFocus: FOCUS, ...nightly };
    await writeFile(join(directory, 'shakedown.config.yaml'), stringify({ ...settings, nightly: section }));
  }

  async function night(nightly: object): Promise<{ exit: unknown; printed: string }> {
    await configure(nightly);
    const started = startCommand(['nightly', '--skip-build'], inDirectory());
    return { exit: await started.ended, printed: started.printed() };
  }

  /** Waits until their pod runs, as it does for at least a minute. */
  async function untilTheyRun(): Promise<void> {
    const running = ['--namespace=sonobuoy-conformance', '--selector=sonobuoy-plugin=e2e', '--for=condition=Ready'];
    await kubectl('wait', 'pod', '--for=create', ...running.slice(0, 2), '--timeout=180s');
    await kubectl('wait', 'pod', ...running, '--timeout=180s');
  }

  async function resultsOfNight(): Promise<Results> {
    const names = await readdir(join(directory, 'results'));
    const [id = ''] = names.filter((name) => !name.startsWith('.'));
    const path = join(directory, 'results', id, 'results.json');
    return readResults(await readFile(path, 'utf8'), path);
  }

  function statuses({ tests }: Results): string[] {
    return tests.filter(({ area }) => area === 'e2e').map(({ status }) => status);
  }

  async function apply(verb: 'apply' | 'delete'): Promise<void> {
    const file = join(directory, 'policy.json');
    await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: REFUSES_CONFIG_MAPS }));
    await kubectl(verb, '-f', file);
  }

  async function nothingIsLeft(): Promise<void> {
    const names = await kubectl('get', 'namespaces', '--output', 'name');
    expect(names).to.not.match(/sonobuoy/);
    expect(await kubectl('get', 'clusterroles,clusterrolebindings', '--output', 'name')).to.not.match(/sonobuoy/);
  }

  async function kubectl(...args: string[]): Promise<string> {
    return (await run(cluster.kubectl, ['--kubeconfig', cluster.kubeconfig, ...args])).stdout;
  }
});
