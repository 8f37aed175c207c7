import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { localCluster, type LocalCluster } from '../specs/local-cluster.ts';
import { everything } from '../specs/residue.ts';
import { shakedown } from '../../no-cluster/cli/command-line.ts';

/** The error on standard error, without the lines of progress before it. */
const errorIn = (stderr: string) => /^[A-Z][A-Z0-9]+_[A-Z_]+: .*(\n {2}.*)*/m.exec(stderr)?.[0] ?? stderr;

/** A namespace that does not exist, so that everything created in it is new. */
const NOWHERE = 'bad-input-load';
/** A namespace with a wrong setup of self-service. */
const SET_UP = 'bad-properties';

describe('Bad input of a load test creates nothing in the cluster', () => {
  let cluster: LocalCluster;
  let directory: string;
  let there: Set<string>;
  before(async () => {
    cluster = await localCluster();
    directory = await mkdtemp(join(tmpdir(), 'bad-input-'));
    const properties = { WORKER_NUM: 'three', USERS: '-5', SPAWN_RATE: '0', RUN_TIME: 'soon', RATE: 'fast' };
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SET_UP } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'locust-properties', namespace: SET_UP },
        data: { TARGET_HOST: 'kubernetes.default', ...properties },
      },
    ]);
    // Kubernetes creates these in every namespace, with a delay.
    const defaults = 'configmap/kube-root-ca.crt serviceaccount/default';
    for (const name of defaults.split(' '))
      await cluster.kubectl(['-n', SET_UP, 'wait', '--for=create', name, '--timeout=30s']);
  });
  after(async () => {
    await rm(directory, { recursive: true });
    await cluster.kubectl(['delete', 'namespace', SET_UP]);
  });
  // The width of columns depends on their content.
  const rows = async () => (await everything(cluster)).map((row) => row.replaceAll(/ +/g, ' '));
  beforeEach(async () => (there = new Set(await rows())));
  afterEach(async () => expect((await rows()).filter((row) => !there.has(row))).to.deep.equal([]));

  /** Scripts in their own directory, by name. */
  const scripts = async (name: string, ...files: string[]) => {
    const path = join(directory, name);
    await mkdir(path);
    for (const file of files) await writeFile(join(path, file), 'x = 1\n');
    return path;
  };
  const refused = async (command: string, args: string[], lines: string[]) => {
    const call = ['loadtest', command, ...args, '--kubeconfig', cluster.kubeconfig];
    const { exit, stdout, stderr } = await shakedown(call, { cwd: directory });
    expect(errorIn(stderr).split('\n')).to.deep.equal(lines);
    expect([exit, stdout]).to.deep.equal([2, '']);
  };
  const target = ['--namespace', NOWHERE, '--target', 'kubernetes.default'];
  const invalid = '  expected: a directory of Locust scripts that ConfigMaps can hold';

  it('a directory of scripts that is missing', async () => {
    const none = join(directory, 'none');
    const lines = [
      `LOAD_SCRIPTS_UNREADABLE: ${none} does not exist (ENOENT)`,
      '  expected: a directory with Locust scripts in it',
      `  do:       correct the name, or the permissions: ls -ld ${none}`,
    ];
    await refused('run', [...target, '--scripts', none], lines);
    await refused('update-scripts', [none, '--namespace', NOWHERE], lines);
  });

  it('a directory of scripts that is empty', async () => {
    const empty = await scripts('empty');
    await refused('setup', [...target, '--scripts', empty], [`LOAD_SCRIPTS_INVALID: ${empty}: it is empty`, invalid]);
    await refused(
      'update-scripts',
      [empty, '--namespace', NOWHERE],
      [`LOAD_SCRIPTS_INVALID: ${empty}: it is empty`, invalid],
    );
  });

  it('scripts with names that a ConfigMap refuses: all are listed', async () => {
    const named = await scripts('named', 'buy now.py', 'käse.py', 'good.py');
    const rule = "a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it";
    const lines = [
      `LOAD_SCRIPTS_INVALID: ${named}: the name of a file is 'buy now.py': ${rule}`,
      `                      the name of a file is 'käse.py': ${rule}`,
      invalid,
    ];
    await refused('run', [...target, '--scripts', named], lines);
    await refused('update-scripts', [named, '--namespace', NOWHERE], lines);
  });

  it('properties that are not numbers: all are listed', async () => {
    const expected = '  expected: properties of a load test that can be read';
    await refused(
      'run',
      ['--namespace', SET_UP],
      [
        "LOAD_PROPERTIES_INVALID: WORKER_NUM is 'three': write a whole number from 1 on",
        "                         USERS is '-5': write a whole number from 1 on",
        "                         SPAWN_RATE is '0': write users per second, above 0",
        "                         RUN_TIME is 'soon': write a length such as 90s, 3m or 1h30m",
        "                         RATE is 'fast': write requests per second such as 100, or leave it out",
        expected,
      ],
    );
    await refused(
      'setup',
      [...target, '--users', 'many'],
      ["LOAD_PROPERTIES_INVALID: --users is 'many': write a whole number from 1 on", expected],
    );
  });

  it('more workers than are allowed, and a load that is too long', () =>
    refused(
      'run',
      [...target, '--workers', '21', '--run-time', '9h'],
      [
        'LOAD_OUT_OF_BOUNDS: 21 workers, at most 20 are allowed (load.bounds.workers)',
        '                    9h00m of load, at most 1h00m are allowed (load.bounds.duration)',
        '  expected: a load within the bounds of the configuration',
        '  do:       request less, or have the owner of the configuration raise the bound',
      ],
    ));

  const hosts = [
    { host: 'nowhere', seen: `there is no Service ${NOWHERE}/nowhere` },
    { host: 'https://shop.web.svc', seen: 'there is no Service web/shop' },
    { host: 'http://no.such.host.invalid', seen: 'no.such.host.invalid has no address (ENOTFOUND)' },
  ];
  for (const { host, seen } of hosts)
    it(`a target that does not resolve: ${host}`, async () => {
      const url = host.includes('://') ? host : `http://${host}`;
      await refused(
        'run',
        ['--namespace', NOWHERE, '--target', host],
        [
          `LOAD_TARGET_UNRESOLVED: ${seen}`,
          `  expected: the target ${url} to have an address`,
          `  do:       name a Service (shop, when it is in ${NOWHERE}; else shop.NAMESPACE) or a host; --no-resolve if only the cluster knows it`,
        ],
      );
    });

  it('a target whose Service has no such port', () =>
    refused('run', target, [
      'LOAD_TARGET_UNRESOLVED: Service default/kubernetes has no port 80, it has 443',
      '  expected: the target http://kubernetes.default to name a port of its Service',
      '  do:       write the port as well: kubernetes.default:PORT',
    ]));

  it('thresholds that contradict each other', async () => {
    const contradicting = (one: string, other: string, seen: string, todo = 'keep the one you mean') =>
      refused(
        'run',
        [...target, '--threshold', one, '--threshold', other],
        [
          `LOAD_THRESHOLDS_CONTRADICT: ${seen}`,
          '  expected: thresholds that can all hold at the same time',
          `  do:       ${todo}`,
        ],
      );
    await contradicting('p95 < 1s', 'p95 < 2s', "'p95 < 1s' and 'p95 < 2s' bound the same");
    await contradicting(
      'p95 < 2s',
      'p99 < 1s',
      "'p95 < 2s' allows more than 'p99 < 1s', though p95 is never above p99",
    );
    await contradicting(
      'p50 < 1s',
      'rate >= 5/s',
      "'rate >= 5/s', but the test asks for no rate",
      'add --rate 5 (RATE in locust-properties), or leave this threshold out',
    );
  });

  it('a script that does not exist', () =>
    refused(
      'run',
      [...target, '--script', 'gone.py'],
      [
        `LOAD_SCRIPT_UNKNOWN: ConfigMap ${NOWHERE}/locust-scripts has no script gone.py; it has none at all`,
        `  expected: the script gone.py in ConfigMap ${NOWHERE}/locust-scripts`,
        '  do:       to run a script of a directory: --scripts DIR --script NAME; to put scripts there: shakedown loadtest update-scripts DIR',
      ],
    ));
});
