import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { kubeconfigFor } from '../../../test/fake-api-server/kubeconfig-for.ts';
import { runProgram } from '../program.ts';

describe('The command line of a load test', function () {
  this.timeout(20_000);

  let directory: string;
  let kubeconfig: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'judged-first-'));
    kubeconfig = join(directory, 'kubeconfig');
    // Nobody answers there: whoever connects first ends with CLUSTER_UNREACHABLE.
    await writeFile(kubeconfig, kubeconfigFor('http://127.0.0.1:1'));
    await mkdir(join(directory, 'scripts'));
    await writeFile(join(directory, 'scripts', 'buy.py'), '');
  });
  after(() => rm(directory, { recursive: true }));

  const said = async (...line: string[]) => {
    const texts: string[] = [];
    const args = ['loadtest', ...line, '--kubeconfig', kubeconfig].map((one) => one.replace('DIR', directory));
    const exit = await runProgram(args, { say: (text) => void texts.push(text) });
    return `${exit} ${texts.join('').split('\n')[0]}`;
  };

  const INVALID = '2 LOAD_PROPERTIES_INVALID: ';
  for (const [line, expected] of [
    ['run --users 0', `${INVALID}--users is '0': write a whole number from 1 on`],
    ['run --run-time 5', `${INVALID}--run-time is '5': write a length such as 90s, 3m or 1h30m`],
    ['run --target shop:99999', `${INVALID}--target is 'shop:99999': a port is a number from 1 to 65535`],
    ['setup --workers x', `${INVALID}--workers is 'x': write a whole number from 1 on`],
    ['setup --path cart', `${INVALID}--path has 'cart' in it: a path begins with /`],
    ['setup --script buy.sh', `${INVALID}--script is 'buy.sh': a script's name ends in .py`],
    ['setup --rate 1e9', `${INVALID}--rate is '1e9': write requests per second such as 100, or leave it out`],
    ['start --spawn-rate 0', `${INVALID}--spawn-rate is '0': write users per second, above 0`],
    ['start --users 99999', '2 LOAD_OUT_OF_BOUNDS: 99999 users, at most 10000 are allowed (load.bounds.users)'],
    ['scale 99', '2 LOAD_OUT_OF_BOUNDS: 99 workers, at most 20 are allowed (load.bounds.workers)'],
    ['run --threshold p95', "2 LOAD_THRESHOLD_INVALID: 'p95': it has no operator and no limit"],
    ['report DIR/report --threshold p95', "2 LOAD_THRESHOLD_INVALID: 'p95': it has no operator and no limit"],
    ['run --ca DIR/none', '2 LOAD_CA_UNREADABLE: DIR/none does not exist (ENOENT)'],
    ['run --scripts DIR/none', '2 LOAD_SCRIPTS_UNREADABLE: DIR/none does not exist (ENOENT)'],
    [
      'run --scripts DIR/scripts --script sell.py',
      '2 LOAD_SCRIPT_UNKNOWN: DIR/scripts has no script sell.py; it has buy.py',
    ],
    ['setup --load-balancer', '2 LOAD_LOGIN_MISSING: no login for --load-balancer'],
    [
      'setup --secret A_b',
      "2 USAGE_ERROR: option '--secret <name>' argument 'A_b' is invalid. the name of a Secret has only lower-case letters, digits, dashes and dots.",
    ],
  ] as const)
    it(`is judged before the cluster is asked: ${line}`, async () => {
      expect(await said(...line.split(' '))).to.equal(expected.replaceAll('DIR', directory));
    });
});
