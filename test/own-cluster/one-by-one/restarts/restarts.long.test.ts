import { join } from 'node:path';
import { config, expect } from 'chai';
import { localCluster, type LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { marked } from '../../../cluster/specs/residue.ts';
import { runShakedown, type EndedRun } from '../../../cluster/specs/shakedown.ts';
import { deployment, namespace, service, statefulSet, WHILE_SEEDING, type Fault } from '../../faults/fault.ts';
import { expectInPage } from '../../faults/fault-matrix-page.ts';
import { removeSeeds } from '../../faults/remove-seeds.ts';
import { scoreOf, scoreSection, unexpectedReds } from '../../faults/score.ts';

config.truncateThreshold = 0;

/** The checks of apps that end in other ways than the target app does by itself. */
const SPECS = join(import.meta.dirname, 'specs');
const WORKLOADS = 'shakedown-workloads';

/** The applications of the cluster that are restarted. */
const PLACE = 'fault-restart';
const FULL = 'fault-restart-full';
const applications = {
  [`workloads/statefulset/${PLACE}/db`]: 'http://db/healthz',
  [`workloads/deployment/${PLACE}/web`]: 'http://web:80/healthz',
  [`workloads/deployment/${FULL}/web`]: 'http://web/healthz',
};

const budget = (place: string, spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'keep-all', namespace: place },
  spec,
});

type RestartFault = Omit<Fault, 'inject'>;

const faults: readonly RestartFault[] = [
  {
    name: 'an app exits at once on SIGTERM',
    manifests: () => [],
    red: { 'workloads/misbehaving/exits-at-once': /^pod exits-at-once-\S+ exits while its endpoint is listed: / },
  },
  {
    name: 'an app ignores SIGTERM',
    manifests: () => [],
    red: {
      'workloads/misbehaving/ignores-sigterm':
        /^pod ignores-sigterm-\S+ is killed: it does not end within its grace period of 10 s after SIGTERM/,
    },
  },
  {
    name: 'an app accepts no connections from SIGTERM on, before its endpoint is removed',
    manifests: () => [],
    // Which of the two phases has more failed requests depends on the nodes: both begin within a second.
    red: {
      'workloads/misbehaving/leaves-at-once':
        /^pod leaves-at-once-\S+ serves no requests after (SIGTERM, while its endpoint is listed|its endpoint was removed, and still gets some): connection refused/,
    },
  },
  {
    name: 'an app is ready before it serves',
    manifests: () => [],
    red: { 'workloads/misbehaving/lies-about-readiness': /^pod lies-about-readiness-\S+ is ready, and answers 503/ },
  },
  {
    name: 'a PodDisruptionBudget blocks every drain',
    manifests: () => [namespace(WORKLOADS), budget(WORKLOADS, { maxUnavailable: 0, selector: {} })],
    red: {
      'workloads/rolling-restart/eviction':
        /^poddisruptionbudget shakedown-workloads\/keep-all allows no pod to be evicted although all are ready/,
      'workloads/rolling-restart/node-drain': /^poddisruptionbudget shakedown-workloads\/keep-all allows no pod/,
    },
    others: { 'workloads/rolling-restart/deletion': 'passed' },
  },
  {
    name: 'an application of the cluster has to be killed',
    manifests: (image) => [
      namespace(PLACE),
      statefulSet({ namespace: PLACE, name: 'db', image, replicas: 2, knobs: ['--sigterm=ignore'] }),
      service(PLACE, { name: 'db' }),
    ],
    red: {
      'workloads/rolling-restart/statefulset/fault-restart/db':
        /^pod db-\d is killed: it does not end within its grace period of 1 s after SIGTERM/,
    },
  },
  {
    name: 'an application of the cluster does not come back after a restart',
    manifests: (image) => [
      namespace(FULL),
      deployment({ namespace: FULL, image, knobs: ['--drain=3s'] }),
      service(FULL),
    ],
    red: {
      'workloads/rolling-restart/deployment/fault-restart-full/web': /its pods cannot be created: .*exceeded quota/,
    },
  },
  {
    name: 'an application of the cluster drains well, and has a PodDisruptionBudget',
    manifests: (image) => [
      deployment({
        namespace: PLACE,
        image,
        replicas: 2,
        knobs: ['--drain=3s'],
        pod: { terminationGracePeriodSeconds: 10 },
      }),
      service(PLACE),
      budget(PLACE, { minAvailable: 2, selector: { matchLabels: { app: 'web' } } }),
    ],
    red: {},
    others: { 'workloads/rolling-restart/deployment/fault-restart/web': 'passed' },
  },
  {
    name: 'an app drains well',
    manifests: () => [],
    red: {},
    others: { 'workloads/misbehaving/drains-well': 'passed', 'workloads/rolling-restart/scale-down': 'passed' },
  },
];

describe('A run with apps that end in other ways', () => {
  let local: LocalCluster;
  let run: EndedRun;
  let untouched: string;
  const podsOf = (place: string) => local.kubectl(['-n', place, 'get', 'pods', '-o', 'jsonpath={..metadata.uid}']);
  before(async () => {
    local = await localCluster();
    await removeSeeds(local);
    await local.apply(faults.flatMap(({ manifests }) => manifests(local.image)));
    await local.kubectl(['-n', FULL, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
    // No further pod fits.
    await local.kubectl(['-n', FULL, 'create', 'quota', 'full', '--hard=pods=1']);
    untouched = await podsOf(FULL);
    const configured = { run: { disruptive: true }, rollingRestart: { applications }, time: { settle: '45s' } };
    run = await runShakedown(local, configured, ['--specs', SPECS, '--focus', 'misbehaving|rolling-restart']);
  });
  after(() => removeSeeds(local));

  it('turns exactly the tests red whose pods lose requests, are killed or cannot be evicted', () => {
    expect(run.ids('failed')).to.deep.equal(faults.flatMap(({ red }) => Object.keys(red)).toSorted());
    expect([...run.ids('error'), ...run.ids('inconclusive')]).to.deep.equal([]);
    expect(run.exit).to.equal(1);
  });

  for (const { name, red, others = {} } of faults)
    describe(`where ${name},`, () => {
      for (const [id, cause] of Object.entries(red))
        it(`names the cause in ${id}, and apart from it what to do`, () => {
          const { message, todo } = run.test(id).reason ?? {};
          expect(message).to.match(cause);
          expect(todo).to.be.a('string');
        });
      for (const [id, status] of Object.entries(others))
        it(`has ${id} ${String(status)}`, () => {
          expect(run.test(id)).to.include({ status });
        });
    });

  it('measures every request, and leaves nothing behind', async () => {
    const value = (id: string) =>
      run.test('workloads/rolling-restart/scale-down').measurements.find((one) => one.id === id)?.value;
    expect(value('requests')).to.be.at.least(100);
    expect(value('requests-failed')).to.equal(0);
    expect(value('sigterm-to-exit')).to.be.at.least(3);
    expect(await marked(local, run.results.run.id)).to.deep.equal([]);
  });

  it('leaves no node cordoned', async () => {
    const cordoned = await local.kubectl(['get', 'nodes', '-o', 'jsonpath={..spec.unschedulable}{..annotations}']);
    expect(cordoned).to.match(/^\{/).and.not.include('shakedown/cordoned');
  });

  it('leaves an application that did not come back as it was', async () => {
    const template = await local.kubectl(['-n', FULL, 'get', 'deployment', 'web', '-o', 'jsonpath={.spec.template}']);
    expect(template).to.not.include('restartedAt');
    await local.kubectl(['-n', FULL, 'rollout', 'status', 'deployment/web', WHILE_SEEDING]);
    expect(await podsOf(FULL)).to.equal(untouched);
  });

  it('has the score that docs/fault-matrix.md tells', async () => {
    const scores = faults.map((fault) => scoreOf(fault, run));
    await expectInPage('Apps that end in other ways, long tests', scoreSection(scores, unexpectedReds(scores, run)));
  });
});
