import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { create } from 'tar';
import { shakedown } from './command-line.ts';

const GOLDEN = new URL('../../../src/results/golden/version-1.json', import.meta.url).pathname;
const JUNIT = `<testsuite name="Kubernetes e2e suite">
  <testcase name="[It] [sig-network] DNS should answer"><failure message="Timed out after 30s"/><system-out>much</system-out></testcase>
  <testcase name="[It] [sig-node] Pods should run"/><testcase name="[It] [sig-storage] skipped"><skipped/></testcase>
</testsuite>`;

describe('An archive of Sonobuoy with conformance', function () {
  this.timeout(60_000);
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'conformance-'));
    const golden = JSON.parse(await readFile(GOLDEN, 'utf8'));
    // Another run than the stored one, with which it is compared.
    golden.run.id += '-2';
    delete golden.run.trouble;
    delete golden.run.interruption;
    const files = {
      'meta/config.json': '{"UUID":"6f1c"}',
      'plugins/e2e/results/global/junit_01.xml': JUNIT,
      'plugins/shakedown/results/global/results.json': JSON.stringify(golden),
      'plugins/systemd-logs/results/n1/log': 'x',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(directory, 'root', path, '..'), { recursive: true });
      await writeFile(join(directory, 'root', path), text);
    }
    await create({ file: join(directory, 'a.tar.gz'), cwd: join(directory, 'root'), gzip: true }, ['.']);
  });
  after(() => rm(directory, { recursive: true }));
  const called = (...args: string[]) => shakedown(args, { cwd: directory });

  it('has one verdict on both, after a line for each plugin', async () => {
    const { exit, stdout, stderr } = await called('verdict', 'a.tar.gz');
    expect({ exit, stderr }).to.deep.equal({ exit: 1, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 3)).to.deep.equal([
      'plugin        e2e: 1 failed, 1 passed, 1 skipped',
      '              e2e/[It] [sig-network] DNS should answer',
      'plugin        systemd-logs: 1 file, which judges nothing',
    ]);
    expect(lines.at(-2)).to.match(/^FAILED: 1 failed, /);
    const json = JSON.parse((await called('verdict', '--json', 'a.tar.gz')).stdout);
    expect(json).to.include({ word: 'failed', exitCode: 1 });
    expect(json.plugins[0]).to.include({ name: 'e2e', decides: true });
  });

  it('is judged by the plugins that are named', async () => {
    const { exit, stdout } = await called('verdict', '--plugins', 'e2e', 'a.tar.gz');
    expect(exit).to.equal(1);
    expect(stdout).to.match(
      /\nFAILED: 1 failed, 1 passed, 1 skipped, of 3 tests in [^;]+; run 6f1c of cluster staging\n$/,
    );
    expect(await called('verdict', '--plugins', 'e3e', 'a.tar.gz')).to.deep.equal({
      ...{ exit: 2, stdout: '' },
      stderr:
        "PLUGIN_UNKNOWN: there are none of a plugin 'e3e'\n" +
        '  expected: plugins that the archive has results of\n' +
        '  do:       choose from: e2e, systemd-logs, shakedown\n',
    });
  });

  it('has failures that the configuration quarantines: they are told, and do not decide', async () => {
    const known = { owner: 'team-net', reason: 'NET-7', until: '9999-12-31' };
    const quarantine = [{ ...known, test: 'e2e/[It] [sig-network] *' }];
    await writeFile(join(directory, 'known.yaml'), JSON.stringify({ quarantine }));
    const { exit, stdout, stderr } = await called('verdict', '--plugins', 'e2e', '--config', 'known.yaml', 'a.tar.gz');
    expect({ exit, stderr }).to.deep.equal({ exit: 0, stderr: '' });
    expect(stdout).to.contain(
      '              e2e/[It] [sig-network] DNS should answer: quarantined until 9999-12-31 (team-net): NET-7\n',
    );
    expect(stdout).to.match(/\nPASSED: 1 quarantined, 1 passed, 1 skipped in [^;]+; run 6f1c of cluster staging\n$/);
  });

  it('is summarized, rendered as JUnit, and compared', async () => {
    const summary = await called('summary', 'a.tar.gz');
    expect(summary.stdout).to.match(/^e2e +1 +1 +/m);
    expect(summary.stdout).to.contain('e2e/[It] [sig-network] DNS should answer\n              Timed out after 30s\n');
    const junit = await called('junit', 'a.tar.gz');
    expect(junit.stdout).to.contain('<failure message="Timed out after 30s" type="PLUGIN_FAILED">');
    const compared = await called('compare', '--no-history', GOLDEN, 'a.tar.gz');
    expect(compared.exit).to.equal(1);
    expect(compared.stdout).to.contain('e2e/[It] [sig-network] DNS should answer');
  });
});
