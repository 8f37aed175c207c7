import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import { SlackRules, WORKSPACE } from '../notify/slack-rules/server.ts';

const BUILD = resolve(import.meta.dirname, '../../../scripts/build.mjs');
const AS_NODE_20 = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.19.2' })";

describe('The shipped program', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shakedown-build-'));
    await execa(process.execPath, [BUILD, '--outdir', directory]);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('reports that a Node is too old', async () => {
    const args = ['--import', AS_NODE_20, join(directory, 'shakedown.js'), 'run'];
    const { exitCode, stderr, stdout } = await execa(process.execPath, args, { reject: false });
    expect({ exitCode, stdout, stderr: stderr.split('\n')[0] }).to.deep.equal({
      ...{ exitCode: 2, stdout: '' },
      stderr: 'USAGE_NODE: this is Node 20.19.2',
    });
  });

  it('loads nothing before that which an old Node cannot parse', async () => {
    const first = await readFile(join(directory, 'shakedown.js'), 'utf8');
    const loaded = [...first.matchAll(/^import .*?["']\.\/(.*?)["'];$/gm)].map(([, name = '']) => name);
    const parts = await readdir(directory);
    expect(parts.filter((name) => name.startsWith('program-'))).to.have.length(1);
    // What esbuild itself adds for CommonJS; it imports nothing.
    for (const name of loaded)
      expect(await readFile(join(directory, name), 'utf8')).to.not.match(/^import (?!.*from 'node:module';)/m);
  });

  it('has the binary and the font that charts need, and their licences', async () => {
    await using slack = await SlackRules.start();
    const run = join(directory, 'run');
    await mkdir(run);
    // The program finds its version there, as in the image.
    await copyFile(resolve(import.meta.dirname, '../../../package.json'), join(directory, 'package.json'));
    await writeFile(join(run, 'results.json'), JSON.stringify(nightlyRun(1, [endedTest('dns/service', 'failed')])));
    const slackKeys = { token: 'env:TOKEN', channel: WORKSPACE.channel, api: `${slack.origin}/api/` };
    const set = Object.entries(slackKeys).flatMap(([key, value]) => ['--set', `notify.slack.${key}=${value}`]);
    const { stdout } = await execa(process.execPath, [join(directory, 'shakedown.js'), 'publish', run, ...set], {
      ...{ cwd: directory, env: { TOKEN: WORKSPACE.token } },
    });
    expect(stdout).to.equal(`slack: told ${WORKSPACE.channel}`);
    expect([...slack.uploads.values()].map(({ bytes }) => bytes?.subarray(1, 4).toString())).to.deep.equal(['PNG']);
    // Where the binary cannot be loaded, everything else can.
    for (const part of (await readdir(directory)).filter((name) => name.endsWith('.js')))
      expect(await readFile(join(directory, part), 'utf8'), part).to.not.match(/^import .*@resvg/m);
    const licences = await readFile(join(directory, 'LICENSES.txt'), 'utf8');
    for (const name of ['@resvg/resvg-js', 'dejavu-fonts-ttf', 'echarts']) expect(licences).to.include(`\n${name} `);
  });
});
