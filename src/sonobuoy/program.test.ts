import { expect } from 'chai';
import { pretendedSonobuoy, type Answer } from '../../test/no-cluster/cli/pretended-sonobuoy.ts';
import { findSonobuoy } from './program.ts';

const version = [{ stdout: 'v0.57.5\n' }];
const signal = new AbortController().signal;

async function found(answers: Record<string, Answer[]>, cluster: { kubeconfig?: string; context?: string } = {}) {
  const pretended = await pretendedSonobuoy({ version, ...answers });
  return { pretended, sonobuoy: await findSonobuoy({ path: pretended.path, namespace: 'sonobuoy', ...cluster }) };
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => expect.fail('it succeeded'),
    (error: Error) => error.message,
  );
}

describe('The sonobuoy program', () => {
  it('is missing', async () => {
    expect(await failure(findSonobuoy({ path: 'no-such-sonobuoy', namespace: 'sonobuoy' }))).to.equal(
      [
        "SONOBUOY_MISSING: 'no-such-sonobuoy' cannot be started",
        '  expected: sonobuoy 0.57.3 or newer',
        '  do:       install it from https://github.com/vmware-tanzu/sonobuoy/releases and put it in PATH, name it with --sonobuoy, or test without Sonobuoy: shakedown run',
      ].join('\n'),
    );
  });

  it('is another program', async () => {
    await using pretended = await pretendedSonobuoy({ version: [{ stdout: 'hello' }] });
    expect(await failure(findSonobuoy({ path: pretended.path, namespace: 'sonobuoy' }))).to.contain(
      `SONOBUOY_MISSING: '${pretended.path} version --short' prints 'hello'`,
    );
  });

  it('is too old', async () => {
    await using pretended = await pretendedSonobuoy({ version: [{ stdout: 'v0.56.17\n' }] });
    expect(await failure(findSonobuoy({ path: pretended.path, namespace: 'sonobuoy' }))).to.equal(
      [
        `SONOBUOY_TOO_OLD: '${pretended.path}' is v0.56.17`,
        '  expected: sonobuoy 0.57.3 or newer',
        '  do:       install a newer version from https://github.com/vmware-tanzu/sonobuoy/releases, or name another program with --sonobuoy',
      ].join('\n'),
    );
  });

  it('gets the cluster as flags, and its configuration before all other flags', async () => {
    const { pretended, sonobuoy } = await found({}, { kubeconfig: '/k', context: 'staging' });
    await using _ = pretended;
    const start = {
      plugin: '/p.yaml',
      config: '/c.json',
      image: 'sono:1',
      imagePullPolicy: 'Never',
      timeoutSeconds: 90,
      permissions: 'clusterRead',
    } as const;
    await sonobuoy.start(start, signal);
    const [, run] = await pretended.calls();
    expect(run?.join(' ')).to.equal(
      'run --config /c.json --plugin /p.yaml --sonobuoy-image sono:1 --image-pull-policy Never --timeout 90 ' +
        '--aggregator-permissions clusterRead --skip-preflight=existingnamespace ' +
        '--kubeconfig /k --context staging --namespace sonobuoy',
    );
  });

  it('starts a plugin that Sonobuoy brings, in a namespace that it creates', async () => {
    const { pretended, sonobuoy } = await found({});
    await using _ = pretended;
    const start = { plugin: 'e2e', config: '/c.json', image: 'sono:1', imagePullPolicy: 'Never', timeoutSeconds: 90 };
    await sonobuoy.start({ ...start, permissions: 'clusterAdmin', flags: ['--mode', 'quick'] }, signal);
    await sonobuoy.delete(signal);
    const [, run, remove] = await pretended.calls();
    expect(run?.join(' ')).to.equal(
      'run --config /c.json --plugin e2e --sonobuoy-image sono:1 --image-pull-policy Never --timeout 90 ' +
        '--aggregator-permissions clusterAdmin --mode quick --namespace sonobuoy',
    );
    expect(remove?.join(' ')).to.equal('delete --wait=10 --namespace sonobuoy');
  });

  it('fails with what it last said, without time stamps', async () => {
    const stderr =
      'time="2026-01-01T00:00:00Z" level=info msg="create request issued" name=x\n' +
      'time="2026-01-01T00:00:01Z" level=error msg="failed to create object: \\"x\\" exists"\n';
    const { pretended, sonobuoy } = await found({ retrieve: [{ stderr, exit: 1 }] });
    await using _ = pretended;
    expect(await failure(sonobuoy.retrieve('/tmp', 'x', signal))).to.equal(
      [
        'SONOBUOY_FAILED: it ended with exit code 1: create request issued',
        '                 failed to create object: "x" exists',
        '  expected: `sonobuoy retrieve` to succeed',
        '  do:       follow its message, or see: sonobuoy retrieve --help',
      ].join('\n'),
    );
  });

  it('prints a sentence instead of a status while the aggregator starts', async () => {
    const { pretended, sonobuoy } = await found({
      status: [{ stdout: "The aggregator is in the 'Pending' state.\n" }],
    });
    await using _ = pretended;
    expect(await failure(sonobuoy.status(signal))).to.equal(
      "SONOBUOY_FAILED: The aggregator is in the 'Pending' state.\n  expected: `sonobuoy status --json` to print a status",
    );
  });

  it('ends with the signal', async () => {
    const { pretended, sonobuoy } = await found({});
    await using _ = pretended;
    expect(await failure(sonobuoy.status(AbortSignal.abort(new Error('stopped'))))).to.equal('stopped');
  });
});
