import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../test/fake-api-server/fake-api-server.ts';
import { pretendedSonobuoy, type Answer } from '../../test/no-cluster/cli/pretended-sonobuoy.ts';
import { jumpingClock, type Clock } from '../time/clock.ts';
import { followRun } from './follow.ts';
import { findSonobuoy } from './program.ts';
import { silentProgress } from '../terminal/progress.ts';

const POD = '/api/v1/namespaces/sonobuoy/pods';
const aggregator: Partial<Stored> = {
  metadata: { name: '', labels: { 'sonobuoy-component': 'aggregator' } },
  status: { phase: 'Running' },
};
const plugin: Partial<Stored> = {
  metadata: { name: '', labels: { 'sonobuoy-plugin': 'shakedown' } },
  status: { phase: 'Running' },
};
const both = { [`${POD}/sonobuoy`]: aggregator, [`${POD}/plugin`]: plugin };

const tar = { name: 'a.tar.gz', sha256: 'abc', size: 3 };
const status = (state: string, of: string, done = 0, failures: string[] = []): Answer => ({
  stdout: JSON.stringify({
    status: state,
    plugins: [{ plugin: 'shakedown', status: of, progress: { total: 4, completed: done, failures } }],
    ...(state === 'complete' ? { 'tar-info': tar } : {}),
  }),
});
const away: Answer = { exit: 1, stderr: 'error checking sonobuoy status: connection refused' };

interface Followed {
  result: unknown;
  /** What was shown, each text once. */
  told: string[];
  seconds: number;
  /** The last progress that was reported. */
  done: number | undefined;
  /** Of the error that it ended with. */
  meaning: unknown;
}

async function follow(
  statuses: Answer[],
  pods: Record<string, Partial<Stored>> = both,
  {
    aborted,
    minutes = false,
    refusedNodes = false,
  }: { aborted?: AbortSignal; minutes?: boolean; refusedNodes?: boolean } = {},
): Promise<Followed> {
  await using api = await FakeApiServer.start({ objects: pods });
  if (refusedNodes) api.refusals.set('/api/v1/nodes', 403);
  await using pretended = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.5' }], status: statuses });
  const clock = jumpingClock();
  // Each look is a process: half a minute between them makes minutes of them few.
  const hurried: Clock = { ...clock, sleep: (_, signal) => clock.sleep(30_000, signal) };
  const told: string[] = [];
  let done: number | undefined;
  let meaning: unknown;
  const result = await followRun({
    sonobuoy: await findSonobuoy({ path: pretended.path, namespace: 'sonobuoy' }),
    cluster: api.door({ clock: minutes ? hurried : clock }),
    namespace: 'sonobuoy',
    plugin: 'shakedown',
    timeoutMs: minutes ? 600_000 : 20_000,
    progress: { ...silentProgress, now: (text) => void (text === told.at(-1) || told.push(text)) },
    onProgress: ({ passed }) => (done = passed),
    signal: aborted ?? new AbortController().signal,
  }).catch((error: Error & { meaning?: unknown }) => {
    meaning = error.meaning;
    return error.message;
  });
  return { result, told, seconds: clock.now() / 1_000, done, meaning };
}

describe('Following a Sonobuoy run', () => {
  it('ends with the archive, and shows the progress meanwhile', async () => {
    const { result, told, done } = await follow([
      status('running', 'running'),
      status('running', 'running', 2, ['workloads/x']),
      status('post-processing', 'complete', 3, ['workloads/x']),
      status('complete', 'complete', 3, ['workloads/x']),
    ]);
    expect(result).to.deep.equal(tar);
    expect(told).to.deep.equal(['0 of 4 tests done', '3 of 4 tests done, 1 not passed', 'Sonobuoy packs the results']);
    expect(done).to.equal(3);
  });

  it('tolerates that the API server is unreachable for a while, and says so when that lasts', async () => {
    const gone = Array.from({ length: 7 }, () => away);
    const { result, told } = await follow([
      status('running', 'running', 1),
      ...gone,
      status('complete', 'complete', 4),
    ]);
    expect(result).to.deep.equal(tar);
    expect(told).to.deep.equal([
      '1 of 4 tests done',
      '1 of 4 tests done; no answer for a while: it ended with exit code 1: error checking sonobuoy status: connection refused',
    ]);
  });

  it('accepts that the pod of a plugin is cleaned up when the plugin is done', async () => {
    const { result } = await follow(
      [status('running', 'running', 1), status('post-processing', 'complete', 4), status('complete', 'complete', 4)],
      { [`${POD}/sonobuoy`]: aggregator },
    );
    expect(result).to.deep.equal(tar);
  });

  it('ends when the aggregator was deleted, because its results are lost', async () => {
    const { result, seconds, done } = await follow([status('running', 'running', 2), away], {
      [`${POD}/plugin`]: plugin,
    });
    expect(result).to.equal(
      [
        "SONOBUOY_LOST: the aggregator's pod was deleted, and the results with it, for 10.0 s",
        '  expected: the Sonobuoy aggregator to run until the results are fetched',
        '  do:       run again; if it happens again, see the events of its node',
      ].join('\n'),
    );
    expect({ seconds, done }).to.deep.equal({ seconds: 10, done: 2 });
  });

  describe('with its plugin on a node that has become silent', () => {
    const conditions = [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }];
    const silent = {
      [`${POD}/sonobuoy`]: aggregator,
      [`${POD}/plugin`]: { ...plugin, spec: { nodeName: 'node-1' } },
      '/api/v1/nodes/node-1': { metadata: { name: 'node-1' }, status: { conditions } },
    };

    it('ends when there is no sign of either for two minutes', async () => {
      const { result, seconds } = await follow([status('running', 'running', 1)], silent, { minutes: true });
      expect(result).to.match(
        /^PLUGIN_LOST: no heartbeat from node-1, the node of the plugin \(Kubelet stopped posting node status\.\), for 2m00s\n/,
      );
      expect(seconds).to.equal(120);
    });

    it('continues while the plugin reports', async () => {
      const reports = Array.from({ length: 8 }, (_, done) => status('running', 'running', done));
      const { result } = await follow([...reports, status('complete', 'complete', 8)], silent, { minutes: true });
      expect(result).to.deep.equal(tar);
    });
  });

  it('ends with an image that does not exist', async () => {
    const waiting = { waiting: { reason: 'ErrImageNeverPull', message: 'not present' } };
    const broken = {
      ...plugin,
      status: { phase: 'Pending', containerStatuses: [{ name: 'plugin', image: 'x:1', state: waiting }] },
    };
    const { result, seconds } = await follow([status('running', 'running')], { ...both, [`${POD}/plugin`]: broken });
    expect(result).to.match(
      /^PLUGIN_IMAGE: image "x:1" cannot be pulled \(ErrImageNeverPull\): not present\n {2}expected: the image of the plugin to be pulled\n/,
    );
    expect(seconds).to.equal(0);
  });

  it('ends with an image that another node has, which is no input of the user', async () => {
    const waiting = { waiting: { reason: 'ErrImageNeverPull', message: 'not present' } };
    const broken = {
      ...{ ...plugin, spec: { nodeName: 'node-1' } },
      status: { phase: 'Pending', containerStatuses: [{ name: 'plugin', image: 'x:1', state: waiting }] },
    };
    const { result } = await follow([status('running', 'running')], {
      ...{ ...both, [`${POD}/plugin`]: broken },
      '/api/v1/nodes/node-2': {
        ...{ metadata: { name: 'node-2' }, status: { images: [{ names: ['docker.io/library/x:1'] }] } },
      },
    });
    expect(result).to.equal(
      [
        'PLUGIN_IMAGE: image "x:1" cannot be pulled (ErrImageNeverPull): not present; node node-1 cannot have it, and node node-2 has it',
        '  expected: the image of the plugin to be pulled',
        '  do:       see what keeps node node-1 from it: kubectl describe node node-1; name an image that the nodes can pull: --image IMAGE, --image-pull-policy POLICY, objects.imagePullSecrets',
      ].join('\n'),
    );
  });

  for (const [what, reason, meaning] of [
    ['is no input of the user when it is not known whether another node has it', 'ErrImageNeverPull', 'infrastructure'],
    ['is the input of the user when its name is invalid, whatever other nodes have', 'InvalidImageName', 'usage'],
  ] as const)
    it(`ends with an image, which ${what}`, async () => {
      const waiting = { waiting: { reason, message: 'no luck' } };
      const broken = {
        ...{ ...plugin, spec: { nodeName: 'node-1' } },
        status: { phase: 'Pending', containerStatuses: [{ name: 'plugin', image: 'x:1', state: waiting }] },
      };
      const { result, meaning: seen } = await follow(
        [status('running', 'running')],
        { ...both, [`${POD}/plugin`]: broken },
        { refusedNodes: true },
      );
      const unknown = '; it is not known whether another node has it: 403 Forbidden: ';
      expect([seen, String(result).includes(unknown)]).to.deep.equal([meaning, meaning !== 'usage']);
      expect(result).to.match(/\n {2}do: {7}name an image that the nodes can pull: --image IMAGE/);
    });

  it('ends when it takes too long', async () => {
    const { result, seconds } = await follow([status('running', 'running', 1)]);
    expect(result).to.equal(
      [
        'SONOBUOY_OVERDUE: 1 of 4 tests done',
        '  expected: the run to end within 20.0 s',
        '  do:       see `sonobuoy logs`; a longer run: --deadline',
      ].join('\n'),
    );
    expect(seconds).to.equal(22);
  });

  it('ends with the signal', async () => {
    expect(
      (await follow([status('running', 'running')], both, { aborted: AbortSignal.abort(new Error('stopped')) })).result,
    ).to.equal('stopped');
  });
});
