import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from './command-line.ts';
import { pretendedSonobuoy } from './pretended-sonobuoy.ts';

/** The error on standard error, without what was said on the way to it. */
const errorIn = (stderr: string) => /^[A-Z][A-Z0-9]+_[A-Z_]+: .*(\n {2}.*)*/m.exec(stderr)?.[0];

describe('Bad input is one clear error', () => {
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'bad-input-'))));
  after(() => rm(directory, { recursive: true }));

  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  const refused = async (
    args: string[],
    expected: { exit: number; error: string[] },
    env: Record<string, string> = {},
  ) => {
    const { exit, stdout, stderr } = await shakedown(args, { cwd: directory, env });
    expect(errorIn(stderr), stderr).to.equal(expected.error.join('\n'));
    expect({ exit, stdout }).to.deep.equal({ exit: expected.exit, stdout: '' });
  };

  it('a command that does not exist', () =>
    refused(['veryfy'], {
      exit: 2,
      error: [
        'USAGE_ERROR: a command line that `shakedown` takes',
        "  seen  unknown command 'veryfy'",
        '  do    did you mean verify? `shakedown --help` tells what there is',
      ],
    }));

  it('a flag that does not exist', () =>
    refused(['run', '--focsu', 'dns'], {
      exit: 2,
      error: [
        'USAGE_ERROR: a command line that `shakedown run` takes',
        "  seen  unknown option '--focsu'",
        '  do    did you mean --focus? `shakedown run --help` tells what there is',
      ],
    }));

  it('a flag in E2E_EXTRA_ARGS that does not exist', () =>
    refused(
      ['run'],
      {
        exit: 2,
        error: [
          'USAGE_ERROR: arguments in E2E_EXTRA_ARGS that `shakedown run` takes',
          "  seen  unknown option '--ginkgo.focus=x'",
          '  do    `shakedown run --help` tells what there is',
        ],
      },
      { E2E_EXTRA_ARGS: '--ginkgo.focus=x' },
    ));

  it('an unknown key and a wrong type in the configuration, with line and column', async () =>
    refused(['run', '--config', await file('types.yaml', 'scpoe:\n  namespaces: [a]\nrun:\n  concurrency: many\n')], {
      exit: 2,
      error: [
        'CONFIG_INVALID: a configuration that can be used',
        `  seen  ${join(directory, 'types.yaml')}:1:1: unknown key 'scpoe'; did you mean 'scope'?`,
        `        ${join(directory, 'types.yaml')}:4:3: run.concurrency takes a whole number, not the text 'many'`,
        '  do    mend it; docs/reference/configuration.md names every key',
      ],
    }));

  it('a configuration that is not YAML, with line and column', async () =>
    refused(['verify', '--config', await file('broken.yaml', 'run:\n\tfocus: dns\n')], {
      exit: 2,
      error: [
        'CONFIG_INVALID: a configuration that can be used',
        `  seen  ${join(directory, 'broken.yaml')}:2:1: not YAML: Tabs are not allowed as indentation`,
        '  do    mend it; docs/reference/configuration.md names every key',
      ],
    }));

  it('a kubeconfig that cannot be read', () =>
    refused(['run', '--kubeconfig', join(directory, 'none')], {
      exit: 2,
      error: [
        'KUBECONFIG_UNREADABLE: to read the kubeconfig',
        `  seen  ${join(directory, 'none')}: ENOENT`,
        '  do    name a file that exists and may be read: --kubeconfig FILE',
      ],
    }));

  it('no cluster named at all', () =>
    refused(['doctor'], {
      exit: 2,
      error: [
        'KUBECONFIG_MISSING: to know which cluster to test',
        '  seen  no --kubeconfig, no KUBECONFIG, no /nonexistent/.kube/config, no service account of a pod',
        '  do    name one: --kubeconfig FILE',
      ],
    }));

  it('a cluster that is not there', async () => {
    const nowhere = {
      clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    const { exit, stderr } = await shakedown(['run', '--kubeconfig', await file('nowhere', JSON.stringify(nowhere))]);
    expect(errorIn(stderr)).to.match(/^CLUSTER_UNREACHABLE: .*\n {2}seen {2}.*ECONNREFUSED/);
    expect(exit).to.equal(5);
  }).timeout(60_000);

  it('no image', () =>
    refused(['plugin'], {
      exit: 2,
      error: [
        'CONFIG_NO_IMAGE: the image of the suite to be named',
        '  seen  no --image, no SHAKEDOWN_IMAGE and no `image` in the configuration',
        '  do    push the image to a registry that the nodes can reach, then: shakedown plugin --image REGISTRY/shakedown:TAG',
      ],
    }));

  it('no sonobuoy', () =>
    refused(['verify', '--image', 'x', '--sonobuoy', '/no/sonobuoy'], {
      exit: 5,
      error: [
        'SONOBUOY_MISSING: sonobuoy 0.57.3 or newer',
        "  seen  '/no/sonobuoy' cannot be started",
        '  do    install it from https://github.com/vmware-tanzu/sonobuoy/releases and put it in PATH, name it with --sonobuoy, or test without Sonobuoy: shakedown run',
      ],
    }));

  it('a sonobuoy that is too old', async () => {
    await using old = await pretendedSonobuoy({ version: [{ stdout: 'v0.56.0\n' }] });
    await refused(['verify', '--image', 'x', '--sonobuoy', old.path], {
      exit: 5,
      error: [
        'SONOBUOY_TOO_OLD: sonobuoy 0.57.3 or newer',
        `  seen  '${old.path}' is v0.56.0`,
        '  do    install a newer one from https://github.com/vmware-tanzu/sonobuoy/releases, or name another with --sonobuoy',
      ],
    });
  });

  it('results that are not there', () =>
    refused(['verdict', 'none'], {
      exit: 2,
      error: [
        'RESULTS_NOT_FOUND: the results of a run',
        "  seen  ENOENT: no such file or directory, stat 'none'",
        '  do    name the directory of a run, its results.json, or an archive that `sonobuoy retrieve` fetched',
      ],
    }));
});
