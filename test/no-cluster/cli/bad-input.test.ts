import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from './command-line.ts';
import { kubeconfigFor } from '../../fake-api-server/kubeconfig-for.ts';
import { pretendedSonobuoy } from './pretended-sonobuoy.ts';

/** The error on standard error, without the lines of progress before it. */
const errorIn = (stderr: string) => /^[A-Z][A-Z0-9]+_[A-Z_]+: .*(\n {2}.*)*/m.exec(stderr)?.[0];

// Each test starts the program, which takes a second, or several on a busy machine.
describe('Bad input is one clear error', function () {
  this.timeout(60_000);

  let directory: string;
  let sonobuoy: Awaited<ReturnType<typeof pretendedSonobuoy>>;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bad-input-'));
    sonobuoy = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.3\n' }] });
  });
  after(async () => {
    await rm(directory, { recursive: true });
    await sonobuoy[Symbol.asyncDispose]();
  });

  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  /** A cluster that does not answer, for commands that need one; for `verify` the sonobuoy program as well. */
  const nowhere = async (command: string): Promise<string[]> => {
    const cluster = ['--kubeconfig', await file('nowhere', kubeconfigFor('http://127.0.0.1:1'))];
    return command === 'verify' ? [...cluster, '--sonobuoy', sonobuoy.path] : cluster;
  };
  const refused = async (
    args: string[],
    expected: { exit: number; error: string[] },
    env: Record<string, string> = {},
  ) => {
    const before = await readdir(directory);
    const { exit, stdout, stderr } = await shakedown(args, { cwd: directory, env });
    expect(errorIn(stderr), stderr).to.equal(expected.error.join('\n'));
    expect({ exit, stdout }).to.deep.equal({ exit: expected.exit, stdout: '' });
    expect(await readdir(directory)).to.deep.equal(before);
  };

  it('an id of the run that would leave the directory of results', async () =>
    refused(
      ['run', ...(await nowhere('run'))],
      {
        exit: 2,
        error: [
          "USAGE_ERROR: SHAKEDOWN_RUN_ID is '../x'",
          "  expected: an id with lower-case letters, digits, '-' and '.', at most 63, that begins and ends with a letter or digit",
          '  do:       set another id, such as ci-123, or leave the variable out',
        ],
      },
      { SHAKEDOWN_RUN_ID: '../x' },
    ));

  const places = [
    { option: '-n, --namespace <name>', args: ['--namespace', 'Shop_1'], rule: 'at most 63' },
    { option: '--name <name>', args: ['--name', 'two words'], rule: 'a letter first, at most 48' },
  ];
  for (const { option, args, rule } of places)
    it(`an option for a load test that is not a valid object name: ${args[0]}`, () =>
      refused(['loadtest', 'setup', '--target', 'shop', ...args], {
        exit: 2,
        error: [
          `USAGE_ERROR: option '${option}' argument '${args[1]}' is invalid. only lower-case letters, digits and dashes, ${rule}.`,
          '  expected: a command line that `shakedown loadtest setup` takes',
          '  do:       `shakedown loadtest setup --help` shows the commands and options',
        ],
      }));

  it('a command that does not exist', () =>
    refused(['veryfy'], {
      exit: 2,
      error: [
        "USAGE_ERROR: unknown command 'veryfy'",
        '  expected: a command line that `shakedown` takes',
        '  do:       did you mean verify? `shakedown --help` shows the commands and options',
      ],
    }));

  for (const args of [
    ['rewind', '--help'],
    ['rewind', '-h'],
    ['help', 'rewind'],
  ])
    it(`a command that does not exist, asked for its help: ${args.join(' ')}`, () =>
      refused(args, {
        exit: 2,
        error: [
          "USAGE_ERROR: unknown command 'rewind'",
          '  expected: a command line that `shakedown` takes',
          '  do:       `shakedown --help` shows the commands and options',
        ],
      }));

  it('a flag that does not exist', () =>
    refused(['run', '--focsu', 'dns'], {
      exit: 2,
      error: [
        "USAGE_ERROR: unknown option '--focsu'",
        '  expected: a command line that `shakedown run` takes',
        '  do:       did you mean --focus? `shakedown run --help` shows the commands and options',
      ],
    }));

  it('a flag in E2E_EXTRA_ARGS that does not exist', () =>
    refused(
      ['run'],
      {
        exit: 2,
        error: [
          "USAGE_ERROR: unknown option '--ginkgo.focus=x'",
          '  expected: arguments in E2E_EXTRA_ARGS that `shakedown run` takes',
          '  do:       `shakedown run --help` shows the commands and options',
        ],
      },
      { E2E_EXTRA_ARGS: '--ginkgo.focus=x' },
    ));

  it('a variable that sets nothing is only warned of', async () => {
    const { exit, stderr } = await shakedown(['config', 'print'], { cwd: directory, env: { E2E_TIME_SETTLE: '9s' } });
    expect({ exit, stderr }).to.deep.equal({
      exit: 0,
      stderr:
        'warning: E2E_TIME_SETTLE is no variable of shakedown and sets nothing; did you mean --set time.settle=…?\n',
    });
  });

  it('an unknown key and a wrong type in the configuration, with line and column', async () =>
    refused(['run', '--config', await file('types.yaml', 'scpoe:\n  namespaces: [a]\nrun:\n  concurrency: many\n')], {
      exit: 2,
      error: [
        `CONFIG_INVALID: ${join(directory, 'types.yaml')}:1:1: unknown key 'scpoe'; did you mean 'scope'?`,
        `                ${join(directory, 'types.yaml')}:4:3: run.concurrency takes a whole number, not the text 'many'`,
        '  expected: a configuration that can be used',
        '  do:       fix it; `shakedown config schema` describes every key',
      ],
    }));

  it('a configuration that is not YAML, with line and column', async () =>
    refused(['verify', '--config', await file('broken.yaml', 'run:\n\tfocus: dns\n')], {
      exit: 2,
      error: [
        `CONFIG_INVALID: ${join(directory, 'broken.yaml')}:2:1: not YAML: a tab stands where spaces belong`,
        '  expected: a configuration that can be used',
        '  do:       fix it; `shakedown config schema` describes every key',
      ],
    }));

  it('a kubeconfig that cannot be read', () =>
    refused(['run', '--kubeconfig', join(directory, 'none')], {
      exit: 2,
      error: [
        `KUBECONFIG_UNREADABLE: ${join(directory, 'none')} does not exist (ENOENT)`,
        '  expected: to read the kubeconfig',
        '  do:       name a file that exists: --kubeconfig FILE, or KUBECONFIG=FILE',
      ],
    }));

  it('no cluster named', () =>
    refused(['doctor'], {
      exit: 2,
      error: [
        'KUBECONFIG_MISSING: no --kubeconfig, no KUBECONFIG, no /nonexistent/.kube/config, no service account of a pod',
        '  expected: to know which cluster to test',
        '  do:       name one: --kubeconfig FILE',
      ],
    }));

  it('a cluster that cannot be reached', async () => {
    const { exit, stderr } = await shakedown(['run', ...(await nowhere('run'))]);
    expect(errorIn(stderr)).to.match(/^CLUSTER_UNREACHABLE: .*ECONNREFUSED/);
    expect(exit).to.equal(5);
  });

  for (const command of ['plugin', 'verify'])
    it(`no image: ${command}`, () =>
      refused([command], {
        exit: 2,
        error: [
          'CONFIG_NO_IMAGE: no --image, no SHAKEDOWN_IMAGE and no `image` in the configuration',
          '  expected: the image of the suite to be named',
          '  do:       push the image to a registry that the nodes can reach, and name it: --image REGISTRY/shakedown:TAG',
        ],
      }));

  it('an output file that cannot be created', () =>
    refused(['plugin', '--image', 'x', '--output', '/no/such/directory/plugin.yaml'], {
      exit: 2,
      error: [
        'USAGE_OUTPUT: there is no directory /no/such/directory (ENOENT)',
        '  expected: to write /no/such/directory/plugin.yaml',
        '  do:       create it (mkdir -p /no/such/directory), or name a file in a directory that exists',
      ],
    }));

  for (const [command, args] of [
    ['run', []],
    ['loadtest run', ['--target', 'shop']],
    ['verify', ['--image', 'x']],
  ] as const)
    it(`a directory for results that its file system refuses, in ${command}`, async () =>
      refused([...command.split(' '), ...args, '--results-dir', '/proc/x', ...(await nowhere(command))], {
        exit: 2,
        error: [
          'RESULTS_DIR_UNUSABLE: /proc/x cannot be created: its file system takes no directories there (ENOENT)',
          '  expected: a directory for the results of this run',
          '  do:       name another directory with --results-dir',
        ],
      }));

  it('a probe agent without its settings', () =>
    refused(['probe-agent'], {
      exit: 2,
      error: [
        'PROBE_SETTINGS_INVALID: none',
        '  expected: the environment variable PROBE_TOKEN_SHA256 to contain the SHA-256 of the token of the calls',
      ],
    }));

  for (const command of ['run', 'doctor', 'verify', 'plugin']) {
    it(`an area that does not exist, in ${command}`, async () =>
      refused([command, '--image', 'x', '--target', 'worklods', ...(await nowhere(command))], {
        exit: 2,
        error: [
          "TARGET_UNKNOWN: there is no area 'worklods'",
          '  expected: targets that have specs',
          '  do:       choose from: autoscaling, loadtest, observability, platform, workloads',
        ],
      }));

    it(`a directory of specs that does not exist, in ${command}`, async () =>
      refused([command, '--image', 'x', '--specs', join(directory, 'none'), ...(await nowhere(command))], {
        exit: 2,
        error: [
          `SPECS_UNREADABLE: there is no directory ${join(directory, 'none')}`,
          '  expected: a directory with spec files',
          '  do:       name a directory that exists and can be read: --specs DIRECTORY',
        ],
      }));
  }

  for (const command of ['run', 'doctor', 'verify', 'plugin'])
    it(`an image with an invalid name, in ${command}`, async () =>
      refused([command, '--image', 'https://example.com/Shakedown', ...(await nowhere(command))], {
        exit: 2,
        error: [
          "CONFIG_INVALID: --image: image is the text 'https://example.com/Shakedown': not the name of an image; write it as in 'registry.example.com/shakedown:0.1.0', in lower case and without https://",
          '  expected: a configuration that can be used',
          '  do:       fix it; `shakedown config schema` describes every key',
        ],
      }));

  it('a directory without specs', async () => {
    const empty = join(directory, 'empty');
    await mkdir(empty);
    await refused(['run', '--specs', empty, ...(await nowhere('run'))], {
      exit: 2,
      error: [
        `SPECS_NONE: no file below ${empty} is named *.spec.ts, *.spec.js or *.spec.mjs`,
        '  expected: a directory with spec files',
        '  do:       name the directory that they are in: --specs DIRECTORY',
      ],
    });
  });

  for (const [flag, key] of [
    ['--focus', 'run.focus'],
    ['--skip', 'run.skip'],
  ] as const)
    it(`${flag} that is not a regular expression`, () =>
      refused(['run', flag, 'dns['], {
        exit: 2,
        error: [
          `CONFIG_INVALID: ${flag}: ${key} is the text 'dns[': not a regular expression; a bracket meant as text is written '\\['`,
          '  expected: a configuration that can be used',
          '  do:       fix it; `shakedown config schema` describes every key',
        ],
      }));

  it('no sonobuoy', () =>
    refused(['verify', '--image', 'x', '--sonobuoy', '/no/sonobuoy'], {
      exit: 5,
      error: [
        "SONOBUOY_MISSING: '/no/sonobuoy' cannot be started",
        '  expected: sonobuoy 0.57.3 or newer',
        '  do:       install it from https://github.com/vmware-tanzu/sonobuoy/releases and put it in PATH, name it with --sonobuoy, or test without Sonobuoy: shakedown run',
      ],
    }));

  it('a sonobuoy that is too old', async () => {
    await using old = await pretendedSonobuoy({ version: [{ stdout: 'v0.56.0\n' }] });
    await refused(['verify', '--image', 'x', '--sonobuoy', old.path], {
      exit: 5,
      error: [
        `SONOBUOY_TOO_OLD: '${old.path}' is v0.56.0`,
        '  expected: sonobuoy 0.57.3 or newer',
        '  do:       install a newer version from https://github.com/vmware-tanzu/sonobuoy/releases, or name another program with --sonobuoy',
      ],
    });
  });

  it('a directory for the report of a load that has results in it', async () => {
    const used = join(directory, 'used');
    await mkdir(used);
    await writeFile(join(used, 'results.json'), '{}');
    await refused(['loadtest', 'report', used], {
      exit: 2,
      error: [
        `RESULTS_DIR_USED: ${used} has results of another run: results.json`,
        '  expected: a directory for the results of this run alone',
        '  do:       name another directory with loadtest report DIRECTORY, or remove this one first',
      ],
    });
  });

  it('results that do not exist', () =>
    refused(['verdict', 'none'], {
      exit: 2,
      error: [
        'RESULTS_NOT_FOUND: there is no none',
        '  expected: the results of a run',
        '  do:       name one: id of a run in results/ or its beginning, its directory, results.json, junit.xml, s3:// URL, an archive of Sonobuoy, or a ZIP archive of any of these',
      ],
    }));

  for (const command of ['verdict', 'summary', 'junit'])
    it(`a run without a name, in ${command}`, () =>
      refused([command, ''], {
        exit: 2,
        error: [
          'RESULTS_NOT_FOUND: the name of the run is empty',
          '  expected: the results of a run',
          '  do:       check the command that should have printed it, such as `sonobuoy retrieve`; without any name, the newest run is judged',
        ],
      }));
});
