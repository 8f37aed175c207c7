import { expect } from 'chai';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import type { Event, Pod } from '../../../cluster/kinds/kinds.ts';
import { testAccount } from '../figures/account.fixture.ts';
import { now } from '../../../conditions/waiting/now.ts';
import type { ShakedownError } from '../../../errors/shakedown-error.ts';
import { suiteLabels } from '../../../objects/suite-labels.ts';
import { judgeConnected, workersConnected } from './connected.ts';
import { setupFailure } from './setup-failure.ts';

type State = NonNullable<NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number]['state']>;

const pod = (name: string, state: State): Pod => ({
  metadata: { name, namespace: 'loadtest' },
  spec: { nodeName: 'n', containers: [{ name: 'locust', image: 'locust:1' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'locust', image: 'locust:1', imageID: 'x', ready: false, restartCount: 0, state }],
  },
});
const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/var/loadtest/buy.py", line 6, in <module>',
  '    import nothing',
  "ModuleNotFoundError: No module named 'nothing'",
  '',
].join('\n');
const crashed = (message: string) => pod('locust-worker-a', { terminated: { exitCode: 1, message } });
const worker = (name: string, state = 'ready') => ({ id: `${name}_${'0'.repeat(32)}`, state, users: 0, cpu: 0 });
const judged = (pods: Pod[], workers?: ReturnType<typeof worker>[], events: Event[] = []) => {
  const status = workers && testAccount({ workers });
  const { state, reason } = judgeConnected({ evidence: { pods, events }, ...(status && { status }) }, 2, {
    namespace: 'loadtest',
    name: 'locust',
  });
  return `${state}: ${reason}`;
};

describe('The workers of a Locust platform', () => {
  it('are connected when their master knows them, not when their pods run', () => {
    expect(judged([], [worker('locust-worker-b'), worker('locust-worker-a')])).to.equal(
      'ready: connected are locust-worker-a, locust-worker-b',
    );
    expect(judged([], [worker('a')])).to.equal('not yet: 1 of 2 workers are connected');
    expect(judged([], [worker('a'), worker('b', 'missing')])).to.equal('not yet: 1 of 2 workers are connected');
    expect(judged([])).to.equal('not yet: the master does not answer yet');
  });

  it('that cannot start are not waited for: a script that cannot be loaded', () => {
    expect(judged([crashed(TRACEBACK)])).to.equal(
      "fatal: ModuleNotFoundError: No module named 'nothing'; expected: a Locust script that can be loaded",
    );
    expect(setupFailure([crashed(TRACEBACK)])?.message).to.equal(
      [
        "LOAD_SCRIPT_BROKEN: ModuleNotFoundError: No module named 'nothing'",
        '                    Traceback (most recent call last):',
        '                      File "/var/loadtest/buy.py", line 6, in <module>',
        '                        import nothing',
        '  expected: a Locust script that can be loaded',
        '  do:       fix the script, then `shakedown loadtest update-scripts DIR`, which reports what does not compile before a test',
      ].join('\n'),
    );
    expect(setupFailure([crashed(TRACEBACK)])?.meaning).to.equal('usage');
  });

  it('that cannot start are not waited for: a Secret that is missing', () => {
    const waiting = { reason: 'CreateContainerConfigError', message: 'secret "locust-secrets" not found' };
    expect(judged([pod('a', { waiting })])).to.equal(
      'fatal: no Secret locust-secrets; expected: the Secret with the variables of the load test',
    );
    expect(setupFailure([pod('a', { waiting })])?.meaning).to.equal('usage');
  });

  it('that may not be created say why', () => {
    const denied = (name: string, at: string, message: string): Event => ({
      metadata: { name: `${name}.1`, namespace: 'loadtest' },
      involvedObject: { kind: 'ReplicaSet', name, namespace: 'loadtest' },
      reason: 'FailedCreate',
      lastTimestamp: `2026-11-21T10:00:${at}Z`,
      message: `Error creating: ${message}`,
    });
    const events = [
      denied('locust-worker-6f9', '01', 'pods "x" is forbidden: exceeded quota: old'),
      denied('locust-worker-6f9', '05', 'pods "y" is forbidden: exceeded quota: limits, must specify limits.cpu'),
      denied('locust-2-worker-6f9', '09', 'of another platform'),
      denied('shop-6f9', '09', 'of somebody'),
    ];
    const why = 'its pods cannot be created: pods "y" is forbidden: exceeded quota: limits, must specify limits.cpu';
    expect(judged([], undefined, events)).to.equal(`not yet: the master does not answer yet: ${why}`);
    expect(judged([], [worker('a')], events)).to.equal(`not yet: 1 of 2 workers are connected: ${why}`);
    const all = ['locust-master-a', 'locust-worker-a', 'locust-worker-b'].map((name) => pod(name, { running: {} }));
    expect(judged(all, [worker('a')], events)).not.to.include('quota');
  });

  it('are not judged on a cluster that has reserved all its nodes', () => {
    const place = { namespace: 'shakedown-workloads', name: 'shop' };
    const noNode = 'db-1 has taint dedicated=db:NoSchedule';
    expect(judgeConnected({ evidence: { pods: [], events: [] }, noNode }, 2, place)).to.deep.include({
      ...{ state: 'not yet', isUnjudged: true },
      reason: 'no node takes the pods of the suite: db-1 has taint dedicated=db:NoSchedule',
    });
  });

  it('may crash for reasons that are not the script’s, and come back', () => {
    expect(judged([crashed('Killed')])).to.match(/^not yet: the master does not answer yet: container locust crashes/);
    expect(setupFailure([crashed('Killed')])).to.equal(undefined);
  });
});

describe('A Locust platform that is set up anew', () => {
  const PODS = '/api/v1/namespaces/loadtest/pods';
  const of = (run: string, component: string, made: Pod) => ({
    ...made,
    metadata: {
      ...made.metadata,
      name: made.metadata?.name ?? '',
      labels: { 'shakedown/load': 'locust', 'app.kubernetes.io/component': component, [suiteLabels.runLabel]: run },
    },
  });
  const master = (run: string) => of(run, 'master', pod(`locust-master-${run}`, { running: {} }));
  const workerPod = (run: string) => of(run, 'worker', pod(`locust-worker-${run}`, { running: {} }));
  /** The judgement on a platform that the run `new` has set up. */
  const seen = async (pods: ReturnType<typeof of>[], workers: ReturnType<typeof worker>[]) => {
    const status = testAccount({ workers });
    const answers = pods
      .filter(({ metadata }) => metadata.name.startsWith('locust-master'))
      .map(({ metadata: { name } }) => [`${PODS}/${name}%3A8089/proxy/shakedown/status`, status] as const);
    await using api = await FakeApiServer.start({
      objects: {
        ...Object.fromEntries(pods.map((one) => [`${PODS}/${one.metadata.name}`, one as object])),
        ...(Object.fromEntries(answers) as object),
      },
    });
    const door = api.door();
    const { signal } = new AbortController();
    try {
      await now(door, workersConnected({ namespace: 'loadtest', name: 'locust', runId: 'new', token: undefined }, 1), {
        signal,
      });
      return 'connected';
    } catch (error) {
      return (error as ShakedownError).seen;
    } finally {
      await door.close();
    }
  };

  it('is not connected by the workers that it had before', async () => {
    const before = [master('old'), workerPod('old')];
    expect(await seen(before, [worker('locust-worker-old')])).to.include('the master does not answer yet');
  });

  it('is not broken by the script that it had before', async () => {
    const crash = of('old', 'worker', crashed(TRACEBACK));
    expect(await seen([master('old'), crash], [])).to.include('the master does not answer yet');
  });

  it('has its workers when those of the earlier setup have left its master', async () => {
    const pods = [master('new'), workerPod('new')];
    expect(await seen(pods, [worker('locust-worker-new'), worker('locust-worker-old')])).to.include(
      'workers of an earlier setup are still connected: locust-worker-old',
    );
    expect(await seen(pods, [worker('locust-worker-old')])).to.include('still connected: locust-worker-old');
    expect(await seen(pods, [worker('locust-worker-new')])).to.equal('connected');
  });
});
