import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { extract } from 'tar';
import { plantedSecrets } from '../../../src/redaction/planted-secrets.fixture.ts';
import { readResults } from '../../../src/results/read.ts';
import { shakedown } from '../../no-cluster/cli/command-line.ts';
import { refusingCluster, type RefusingCluster } from '../cli/refusing-cluster.ts';

const namespace = 'fault-secrets';
const id = `workloads/deployment/${namespace}/leaky`;
const texts = plantedSecrets.map(({ text }) => text);
/** Prints all of them, one after the other, as a crash report does, and ends. */
const program = `
  const lines = JSON.parse(process.env.LINES);
  for (const line of lines) console.log('12:00:00 INFO ' + line);
  for (const line of lines) console.error(JSON.stringify({ level: 'error', msg: line }));
  require('node:fs').writeFileSync('/dev/termination-log', lines.slice(0, 20).join('; '));
  process.exit(1);`;

/** A Deployment that crashes and has the secrets wherever an object can have them. */
function leaky(image: string): object[] {
  const labels = { app: 'leaky' };
  const annotations = Object.fromEntries(texts.map((text, at) => [`example.com/note-${at}`, text]));
  const env = texts.map((value, at) => ({ name: `LINE_${at}`, value }));
  const container = {
    ...{ name: 'app', image, imagePullPolicy: 'Never', command: ['node', '-e', program], args: texts },
    env: [
      { name: 'LINES', value: JSON.stringify(texts) },
      ...env,
      ...plantedSecrets.map(({ secret }, at) => ({ name: `APP_${at}_PASSWORD`, value: secret })),
      { name: 'OF_SECRET', valueFrom: { secretKeyRef: { name: 'real', key: 'key-0' } } },
    ],
    livenessProbe: {
      httpGet: {
        port: 80,
        httpHeaders: plantedSecrets.map(({ secret }) => ({ name: 'X-Api-Key', value: secret.trim() })),
      },
    },
  };
  const data = Object.fromEntries(plantedSecrets.map(({ secret }, at) => [`key-${at}`, secret]));
  const metadata = { namespace, annotations };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'real' }, stringData: data },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'real' }, data },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...metadata, name: 'leaky' } },
      spec: {
        ...{ replicas: 1, selector: { matchLabels: labels } },
        template: { metadata: { labels, annotations }, spec: { containers: [container] } },
      },
    },
  ];
}

/** Events about the Deployment, as a controller writes them. */
function events(uid: string): object[] {
  return texts.map((message, at) => ({
    ...{ apiVersion: 'v1', kind: 'Event', metadata: { namespace, name: `leaky.${at}` } },
    involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'leaky', uid },
    ...{ type: 'Warning', reason: 'Leaked', message, source: { component: 'test' }, count: 1 },
    ...{ firstTimestamp: new Date().toISOString(), lastTimestamp: new Date().toISOString() },
  }));
}

describe('Secrets of more than 50 shapes, everywhere in a workload that fails', () => {
  let cluster: RefusingCluster;
  before(async function () {
    this.timeout('10m');
    cluster = await refusingCluster();
    await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found']);
    await cluster.apply(leaky(cluster.image));
    const uid = await cluster.kubectl([
      '-n',
      namespace,
      'get',
      'deployment',
      'leaky',
      '-o',
      'jsonpath={.metadata.uid}',
    ]);
    await cluster.apply(events(uid));
  });
  after(async () => {
    await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    await cluster[Symbol.asyncDispose]();
  });

  /** Runs a command, and returns all that it has printed and kept, by name; archives are unpacked. */
  async function leftBy(command: string, more: readonly string[]): Promise<Map<string, string>> {
    const resultsDir = join(cluster.directory, command);
    const config = join(cluster.directory, 'shakedown.config.yaml');
    // More lines than the log has.
    await writeFile(config, JSON.stringify({ time: { settle: '30s' }, evidence: { logs: 'all', logLines: 1_000 } }));
    const { stdout, stderr } = await cluster.call([
      ...[command, '--image', cluster.image, '--config', config],
      ...['--target', 'workloads', '--focus', namespace, '--results-dir', resultsDir, ...more],
    ]);
    const left = new Map([
      ['stdout', stdout],
      ['stderr', stderr],
    ]);
    const results = readResults(await readFile(join(resultsDir, 'results.json'), 'utf8'));
    const test = results.tests.find((one) => one.id === id);
    expect(test?.status, stdout).to.equal('failed');
    expect(test?.evidence.map(({ title }) => title.replace(/ leaky-.*/, ''))).to.include.members([
      ...['state', 'events', 'previous log'],
    ]);
    for (const format of ['summary', 'junit']) {
      const shown = await shakedown([format, resultsDir]);
      left.set(format, shown.stdout);
    }
    const files = await readdir(resultsDir, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const path = join(file.parentPath, file.name);
      if (!file.name.endsWith('.tar.gz')) left.set(path, await readFile(path, 'utf8'));
      else await extract({ file: path, cwd: file.parentPath });
    }
    for (const file of await readdir(resultsDir, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name);
      if (file.isFile() && !file.name.endsWith('.tar.gz')) left.set(path, await readFile(path, 'utf8'));
    }
    return left;
  }

  for (const [command, options] of [
    ['run', () => []],
    ['verify', () => cluster.sonobuoy],
  ] as const)
    it(`are in nothing that \`shakedown ${command}\` leaves`, async function () {
      this.timeout('10m');
      const left = await leftBy(command, options());
      const found = [...left].flatMap(([name, text]) =>
        plantedSecrets.filter(({ secret }) => text.includes(secret)).map(({ what }) => `${what}: ${name}`),
      );
      expect(found).to.deep.equal([]);
      expect([...left.values()].some((text) => text.includes('***'))).to.equal(true);
    });
});
