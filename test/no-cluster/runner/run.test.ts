import { expect } from 'chai';
import { verdict } from '../../../src/results/verdict.ts';
import { listOf, refusal } from '../../fake-api-server/fake-api-server.ts';
import { runSpecs } from './suite-run.ts';

const deployment = (name: string) => ({ metadata: { name, namespace: 'shop', uid: name } });
const DEPLOYMENTS = '/apis/apps/v1/deployments';

describe('A run', function () {
  this.timeout(30_000);

  it('passes when its checks return, with the facts about the cluster', async () => {
    const { exit, results, test, stdout } = await runSpecs({
      'area/one.spec.ts': `
        import { check } from 'shakedown';
        check('the sun rises', { id: 'area/sun', uses: [] }, async ({ measure, attach }) => {
          measure({ id: 'dawn', value: 1.5, unit: 'seconds' });
          attach('sky', 'blue');
        });
        describe('the night', () => {
          check('the moon too', { id: 'area/moon', uses: [], safety: 'own' }, async () => {});
        });`,
    });
    expect(exit).to.equal(0);
    expect(results.run.cluster).to.deep.include({ uid: 'uid-of-the-cluster', version: 'v1.36.3' });
    expect(results.plan.map(({ id, safety }) => [id, safety])).to.deep.equal([
      ['area/sun', 'read'],
      ['area/moon', 'own'],
    ]);
    expect(test('area/sun')).to.deep.include({
      status: 'passed',
      measurements: [{ id: 'dawn', value: 1.5, unit: 'seconds' }],
      evidence: [{ title: 'sky', file: 'evidence/area.sun-sky.txt' }],
    });
    expect(stdout).to.match(/^\d\d:\d\d:\d\d\s+[12]\/2 {2}passed\s+\d+ ms {2}area\/sun$/m);
  });

  it('runs bodies in parallel, in any order of their tests in the file', async () => {
    const { test } = await runSpecs({
      'area/meet.spec.ts': `
        import { check } from 'shakedown';
        const first = Promise.withResolvers();
        const second = Promise.withResolvers();
        check('one', { id: 'area/one', uses: [] }, async () => { first.resolve(); await second.promise; });
        check('two', { id: 'area/two', uses: [] }, async () => { second.resolve(); await first.promise; });`,
    });
    expect([test('area/one').status, test('area/two').status]).to.deep.equal(['passed', 'passed']);
  });

  it('distinguishes a failed cluster, a bug, a skip and an inconclusive check', async () => {
    const { exit, results } = await runSpecs({
      'area/ends.spec.ts': `
        import { check } from 'shakedown';
        import { expect } from 'chai';
        const register = (name, body) => check(name, { id: 'area/' + name, uses: [] }, body);
        register('failed', async () => { expect(1, 'ready nodes').to.equal(3); });
        register('error', async () => { undefined.nodes; });
        register('skipped', async ({ skip }) => skip('there is no such thing here'));
        register('inconclusive', async ({ inconclusive }) => inconclusive('too few samples'));
        register('passed', async () => {});`.replace("'chai'", `'${import.meta.resolve('chai')}'`),
    });
    expect(exit).to.equal(1);
    expect(results.tests.map(({ id, status, reason }) => [id, status, reason?.message])).to.deep.equal([
      ['area/failed', 'failed', 'ready nodes: expected 1 to equal 3'],
      ['area/error', 'error', "TypeError: Cannot read properties of undefined (reading 'nodes')"],
      ['area/skipped', 'skipped', 'there is no such thing here'],
      ['area/inconclusive', 'inconclusive', 'too few samples'],
      ['area/passed', 'passed', undefined],
    ]);
  });

  it('defines a test for each object found, and one with the cause for each kind that cannot be listed', async () => {
    const { exit, results, test } = await runSpecs(
      {
        'area/each.spec.ts': `
          import { check, forEach } from 'shakedown';
          for (const round of [1, 2])
            forEach('services', () => {});
          forEach('deployments', ({ metadata }) => {
            check(metadata.name, { id: 'area/' + metadata.name, uses: [] }, async () => {});
          });`,
      },
      {
        routes: {
          [DEPLOYMENTS]: listOf('1', [deployment('web'), deployment('db')]),
          '/api/v1/services': refusal(403, '/api/v1/services'),
          '/version': refusal(403, '/version'),
        },
      },
    );
    expect(results.tests.map(({ id, status }) => [id, status])).to.deep.equal([
      ['area/discovery/services', 'error'],
      ['area/web', 'passed'],
      ['area/db', 'passed'],
    ]);
    expect(test('area/discovery/services').reason?.code).to.equal('CLUSTER_FORBIDDEN');
    expect(exit).to.equal(4);
  });

  it('fails when the object of a condition never existed: a typing error, or one of another kind', async () => {
    const database = { ...deployment('db'), spec: { replicas: 3 }, status: { readyReplicas: 0 } };
    const { exit, results, junit } = await runSpecs(
      {
        'area/absent.spec.ts': `
          import { check, deployment, disappeared, forEach, refOf } from 'shakedown';
          const wbe = deployment({ namespace: 'shop', name: 'wbe' }).hasDesiredReplicas();
          check('the shop is open', { id: 'area/wbe', uses: [wbe] }, async ({ cluster }) => {
            await cluster.until(wbe, { within: '2s' });
          });
          check('the shop is open now', { id: 'area/now', uses: [wbe] }, async ({ cluster }) => {
            await cluster.now(wbe);
          });
          const own = { title: 'queue orders is empty', rights: [], read: async () => {}, judge: () => disappeared('there is no queue') };
          check('the queue is empty', { id: 'area/own', uses: [own] }, async ({ cluster }) => {
            await cluster.until(own, { within: '2s' });
          });
          forEach('statefulSets', (found) => {
            const other = deployment(refOf(found)).hasDesiredReplicas();
            check('a database is up', { id: 'area/' + found.metadata.name, uses: [other] }, async ({ cluster }) => {
              await cluster.until(other, { within: '2s' });
            });
          });`,
      },
      {
        routes: {
          [DEPLOYMENTS]: listOf('1', []),
          '/apis/apps/v1/statefulsets': listOf('1', [database]),
          '/apis/apps/v1/namespaces/shop/statefulsets/db': { body: database },
        },
      },
    );
    const absent = (name: string, expected: string, todo?: string) => [
      ...[`area/${name}`, 'failed', 'WAIT_ABSENT', expected, todo],
    ];
    const web = (name: string) => `it does not exist; expected: deployment shop/${name} is at its desired replicas`;
    expect(
      results.tests.map(({ id, status, reason }) => [id, status, reason?.code, reason?.message, reason?.todo]),
    ).to.have.deep.members([
      absent('wbe', web('wbe'), 'kubectl -n shop describe deployment wbe'),
      absent('now', web('wbe'), 'kubectl -n shop describe deployment wbe'),
      absent('own', 'there is no queue; expected: queue orders is empty'),
      absent('db', web('db'), 'kubectl -n shop describe deployment db'),
    ]);
    expect(exit).to.equal(1);
    expect(junit).to.contain(`<failure message="${web('wbe')}" type="WAIT_ABSENT">`);
  });

  it('skips a check when a wait of it has seen its object, and the object is deleted', async () => {
    const { exit, test } = await runSpecs({
      'area/seen.spec.ts': `
        import { check, deployment, kinds } from 'shakedown';
        const ref = { namespace: 'shop', name: 'web' };
        const web = deployment(ref).hasDesiredReplicas();
        check('else', { id: 'area/else', uses: [] }, async () => {});
        check('web', { id: 'area/web', uses: [web] }, async ({ cluster }) => {
          const { door } = cluster;
          await door.create(kinds.deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: ref, spec: { replicas: 3 } });
          const judge = (seen) => {
            if (seen.deployment) void door.delete(kinds.deployments, ref);
            return web.judge(seen);
          };
          await cluster.until({ ...web, judge });
        });`,
    });
    expect(test('area/web')).to.nested.include({
      ...{ status: 'skipped', 'reason.code': 'DELETED_DURING_RUN' },
      'reason.message': 'it does not exist; it existed earlier in this run',
    });
    expect(exit).to.equal(0);
  });

  it('skips a check about an object that is deleted before its first look, and does not wait for it', async () => {
    const { exit, test } = await runSpecs(
      {
        'area/gone.spec.ts': `
          import { check, deployment, forEach, kinds, notYet, ready, refOf } from 'shakedown';
          check('else', { id: 'area/else', uses: [] }, async () => {});
          const isDeleted = (ref) => ({
            title: 'the run has seen that it is deleted',
            rights: [],
            read: (look) => look.get(kinds.deployments, ref, { wholeCluster: true }),
            judge: (seen) => (seen ? notYet('it exists') : ready()),
          });
          forEach('deployments', (found) => {
            const web = deployment(refOf(found)).hasDesiredReplicas();
            check('web', { id: 'area/web', uses: [web] }, async ({ cluster }) => {
              await cluster.until(isDeleted(refOf(found)));
              await cluster.until(web);
            });
          });`,
      },
      {
        routes: {
          [DEPLOYMENTS]: [listOf('1', [deployment('web')]), listOf('2', [])],
          [`watch ${DEPLOYMENTS}`]: (_, response) => {
            const object = { ...deployment('web'), metadata: { ...deployment('web').metadata, resourceVersion: '2' } };
            response.write(`${JSON.stringify({ type: 'DELETED', object })}\n`);
          },
        },
      },
    );
    expect(test('area/web')).to.nested.include({
      ...{ status: 'skipped', 'reason.code': 'DELETED_DURING_RUN' },
      'reason.message': 'it does not exist; it existed earlier in this run',
    });
    expect(exit).to.equal(0);
  });

  it('skips a check that fails after its object was deleted', async () => {
    const { exit, test } = await runSpecs(
      {
        'area/gone.spec.ts': `
          import { check, forEach } from 'shakedown';
          check('something else', { id: 'area/else', uses: [] }, async () => {});
          forEach('deployments', ({ metadata }) => {
            check(metadata.name, { id: 'area/' + metadata.name, uses: [] }, async () => { throw new Error('not there'); });
          });`,
      },
      {
        routes: {
          [DEPLOYMENTS]: listOf('1', [deployment('gone'), deployment('there')]),
          '/apis/apps/v1/namespaces/shop/deployments/there': { body: deployment('there') },
        },
      },
    );
    expect(test('area/gone')).to.nested.include({
      status: 'skipped',
      'reason.message': 'deployment shop/gone was deleted during the run',
    });
    expect(test('area/there').status).to.equal('error');
    expect(exit).to.equal(4);
  });

  it('discovers the kinds that spec files add, and records what no test covers', async () => {
    const kind = (resource: string) =>
      `{ group: 'policy', version: 'v1', resource: '${resource}', kind: 'Thing', namespaced: true }`;
    const part = (resource: string) =>
      `await part({ kind: ${kind(resource)}, id: 'area/${resource}', byLabels: true, optional: true, sample: {} })`;
    const specs = {
      'area/own.spec.ts': `
        import { check, forEach, part } from 'shakedown';
        forEach(${part('budgets')}, ({ metadata }, id) => {
          check(metadata.name, { id, uses: [] }, async () => {});
        });
        forEach(${part('absences')}, () => { throw new Error('there are none'); });`,
    };
    const routes = {
      '/apis/policy/v1/budgets': listOf('1', [deployment('web'), deployment('db')]),
      '/apis/policy/v1/absences': refusal(404, '/apis/policy/v1/absences'),
    };
    const { exit, results, stdout, junit } = await runSpecs(specs, {
      routes,
      config: { scope: { exclude: ['area/budgets/shop/db'] } },
    });
    expect(results.tests.map(({ id, status }) => [id, status])).to.deep.equal([['area/budgets/shop/web', 'passed']]);
    const bare = { what: 'pods without an owner outside of kube-system', reason: 'not examined' };
    expect(results.run.notCovered).to.have.deep.members([
      bare,
      { what: 'area/budgets/shop/db', reason: 'excluded by configuration (scope.exclude)' },
      { what: 'absences.policy', reason: 'not served here' },
    ]);
    expect([exit, stdout.includes('area/budgets/shop/db')]).to.deep.equal([0, false]);
    expect(junit).to.contain('1 excluded by configuration (scope.exclude): area/budgets/shop/db;');
    const plain = await runSpecs(specs, { routes });
    expect(plain.results.run.notCovered?.map(({ what }) => what)).to.have.members([bare.what, 'absences.policy']);
    expect(plain.test('area/budgets/shop/db').status).to.equal('passed');
  });

  it('has no verdict on the cluster when the API server becomes unreachable', async function () {
    // The call of the check and the last question of the run are repeated for 10 s each.
    this.timeout(60_000);
    const { exit, results, test } = await runSpecs({
      'area/lost.spec.ts': `
        import { check } from 'shakedown';
        check('lost', { id: 'area/lost', uses: [] }, async ({ cluster }) => {
          await fetch(cluster.door.server + '/end').catch(() => {});
          await cluster.door.raw('/version');
        });`,
    });
    expect(test('area/lost')).to.nested.include({ status: 'inconclusive', 'reason.code': 'CLUSTER_UNREACHABLE' });
    expect(test('area/lost').reason?.message).to.match(
      /^http:\S+ cannot be reached \(ECONNREFUSED\); expected: to get \/version$/,
    );
    expect(results.run.trouble?.message).to.match(
      /^the API server is unreachable, and some tests are inconclusive: http:\S+ cannot be reached \(ECONNREFUSED\); expected: the API server to answer until the run ends$/,
    );
    expect([results.run.trouble?.kind, exit]).to.deep.equal(['infrastructure', 5]);
  });

  it('is incomplete when there is no test, and its JUnit says so', async () => {
    const { exit, results, junit } = await runSpecs({ 'area/empty.spec.ts': 'export {};' });
    expect(exit).to.equal(4);
    expect(results.tests).to.deep.equal([]);
    expect(junit).to.contain('<error message="no test was planned" type="nothing-judged">');
  });

  it('records what was selected and what was left out', async () => {
    const specs = {
      'area/both.spec.ts': `
        import { check } from 'shakedown';
        check('one', { id: 'area/one', uses: [] }, async () => {});
        check('two', { id: 'area/two', uses: [] }, async () => {});`,
      'other/three.spec.ts': `
        import { check } from 'shakedown';
        check('three', { id: 'other/three', uses: [] }, async () => {});`,
    };
    const part = await runSpecs(specs, { config: { run: { targets: ['area'], focus: 'one' } } });
    expect(part.results.run.selection).to.deep.equal({
      selected: 1,
      leftOut: [
        { by: 'run.targets', value: 'area', areas: ['other'] },
        { by: 'run.focus', value: 'one', tests: 1 },
      ],
    });
    expect(part.junit).to.contain(
      '<property name="left out" value="area other not selected (--target area); 1 not selected (--focus one)"/>',
    );
    const whole = await runSpecs(specs);
    expect(whole.results.run.selection).to.deep.equal({ selected: 3, leftOut: [] });
  });

  for (const [what, config, code, message, routes] of [
    [
      'its focus matches nothing',
      { run: { focus: 'two' } },
      'FOCUS_MATCHES_NOTHING',
      "the focus 'two' matches no test; expected: focus to match the id or the title of a test",
    ],
    ['its target does not exist', { run: { targets: ['arae'] } }, 'TARGET_UNKNOWN', undefined],
    [
      'no object can have the id of an exclusion',
      { scope: { exclude: ['deployment/shop/web'] } },
      undefined,
      "no object can have the id 'deployment/shop/web'; did you mean 'workloads/deployment/shop/web'?; expected: each entry of scope.exclude to match the id of an object that checks are about",
    ],
    [
      'a namespace of its scope does not exist',
      { scope: { namespaces: ['shop', 'blgo'] } },
      undefined,
      'namespace blgo is not in the cluster; expected: scope.namespaces to name existing namespaces',
    ],
    [
      'its only namespace does not exist',
      { scope: { onlyNamespace: 'blgo' } },
      undefined,
      'namespace blgo is not in the cluster; expected: --namespace to name an existing namespace',
    ],
    [
      'it is not known whether its only namespace exists',
      { scope: { onlyNamespace: 'blgo' } },
      undefined,
      'no object of the cluster is in the scope: namespace blgo; this account may not read the namespace, so it is not known whether it exists; expected: scope to contain objects to judge',
      { '/api/v1/namespaces/blgo': refusal(403, '') },
    ],
  ] as const)
    it(`ends with 2 when ${what}`, async () => {
      const specs = {
        'area/one.spec.ts': `
          import { check } from 'shakedown';
          check('one', { id: 'area/one', uses: [] }, async () => {});`,
      };
      const { exit, results } = await runSpecs(specs, { config, ...(routes && { routes }) });
      const { trouble } = results.run;
      expect([exit, trouble?.code]).to.deep.equal([2, code ?? trouble?.code]);
      expect(trouble?.message).to.equal(message ?? trouble?.message);
    });

  it('lists the tests in a dry run, and runs none of them', async () => {
    const { exit, results, junit } = await runSpecs(
      {
        'area/one.spec.ts': `
          import { check } from 'shakedown';
          check('one', { id: 'area/one', uses: [] }, async () => { throw new Error('this ran'); });`,
      },
      { config: { run: { dryRun: true } } },
    );
    expect([exit, results.tests[0]?.status]).to.deep.equal([0, 'not-run']);
    expect(junit).to.contain('<skipped message="a dry run lists tests and judges nothing"/>');
  });

  it('begins checks with a lock when those that need it for a phase have had theirs', async () => {
    const { test } = await runSpecs({
      'area/two.spec.ts': `
        import { check } from 'shakedown';
        const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
        check('whole', { id: 'area/whole', uses: [], locks: ['cpu-load'] }, async () => {});
        check('phase', { id: 'area/phase', uses: [], phases: ['cpu-load'] }, async ({ locks, measure }) => {
          await pause();
          await locks.hold('cpu-load', pause);
          measure({ id: 'had-it', value: Date.now(), unit: 'count' });
        });`,
    });
    const hadIt = test('area/phase').measurements[0]?.value ?? Number.NaN;
    expect(Date.parse(test('area/whole').startedAt ?? '')).to.be.at.least(hadIt - 5);
  });

  it('counts tests that would be skipped as skipped in a dry run', async () => {
    const { exit, test } = await runSpecs(
      {
        'area/two.spec.ts': `
          import { check } from 'shakedown';
          check('one', { id: 'area/one', uses: [] }, async () => {});
          check('two', { id: 'area/two', uses: [], skip: 'it has no selector' }, async () => {});`,
      },
      { config: { run: { dryRun: true } } },
    );
    expect([exit, test('area/one').status, test('area/two').status]).to.deep.equal([0, 'not-run', 'skipped']);
    expect(test('area/two').reason).to.deep.equal({ code: 'NOT_COVERED', message: 'it has no selector' });
  });

  it('counts tests as skipped in a dry run that the run would skip outside of its namespace, and tries nothing', async () => {
    const routes = {
      '/api/v1/namespaces/shop': { body: { metadata: { name: 'shop' } } },
      [DEPLOYMENTS]: listOf('1', [deployment('web')]),
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { body: { status: { allowed: false } } },
    };
    const { exit, test } = await runSpecs(
      {
        'area/two.spec.ts': `
          import { check } from 'shakedown';
          const rights = [{ group: 'apps', resource: 'deployments', verbs: ['list'], scope: 'cluster' }];
          check('free', { id: 'area/free', uses: [] }, async () => {});
          check('reads', { id: 'area/reads', uses: [{ rights }] }, async () => {});
          check('creates', { id: 'area/creates', uses: [], safety: 'own' }, async () => {});
          check('other', { id: 'area/other', uses: [{ rights }], skip: 'it has no selector' }, async () => {});`,
      },
      { config: { run: { dryRun: true }, scope: { onlyNamespace: 'shop' } }, routes },
    );
    expect([exit, test('area/free').status]).to.deep.equal([0, 'not-run']);
    const skipped = ['area/reads', 'area/creates', 'area/other'].map((id) => [
      test(id).status,
      test(id).reason?.message,
    ]);
    expect(skipped).to.deep.equal([
      ['skipped', 'not covered with --namespace shop: missing permission: list deployments.apps in namespace shop'],
      [
        'skipped',
        'not covered with --namespace shop: missing permissions: get/create/patch/delete leases.coordination.k8s.io in namespace shakedown',
      ],
      ['skipped', 'it has no selector'],
    ]);
  });

  it('reports once at its start that no image is named, and does not run the checks that need one', async () => {
    const { exit, stderr, stdout, test } = await runSpecs({
      'area/two.spec.ts': `
        import { check, targetApp } from 'shakedown';
        check('one', { id: 'area/one', uses: [] }, async () => {});
        check('two', { id: 'area/two', uses: [targetApp] }, async () => { throw new Error('this ran'); });`,
    });
    const line =
      'no image of the suite is named, for the pods that checks run: blocks 1 of 2 checks: area/two; name it with --image or SHAKEDOWN_IMAGE; in the cluster the plugin sets it\n';
    expect(stderr.split(line)).to.have.lengthOf(2);
    expect(stdout.match(/\d\/2 {2}\S+ .*area\/.*/g)?.map((ended) => ended.split(/ +/).at(-1))).to.deep.equal([
      'area/one',
    ]);
    expect(test('area/one').status).to.equal('passed');
    expect(test('area/two')).to.deep.include({ status: 'not-run', attempts: 0 });
    expect(test('area/two').reason?.code).to.equal('PREFLIGHT_IMAGE');
    expect(exit).to.equal(4);
  });

  it('says in a dry run, too, which checks cannot run because no image is named, as doctor does', async () => {
    const { exit, results, test, junit } = await runSpecs(
      {
        'area/two.spec.ts': `
          import { check, targetApp } from 'shakedown';
          check('one', { id: 'area/one', uses: [] }, async () => {});
          check('two', { id: 'area/two', uses: [targetApp] }, async () => {});`,
      },
      { config: { run: { dryRun: true } } },
    );
    expect(test('area/two')).to.deep.include({ status: 'not-run', attempts: 0 });
    expect(test('area/two').reason?.code).to.equal('PREFLIGHT_IMAGE');
    expect(test('area/one').reason?.code).to.equal('NOT_STARTED');
    expect(verdict(results).sentence).to.match(
      /^INCOMPLETE: dry run, 2 tests selected, 1 cannot run, nothing judged; /,
    );
    expect(junit.match(/<(error|skipped) /g)).to.deep.equal(['<skipped ', '<error ']);
    expect(exit).to.equal(4);
  });

  it('refuses a dry run of which nothing is selected, as a run', async () => {
    const specs = {
      'area/one.spec.ts': `
          import { check } from 'shakedown';
          check('one', { id: 'area/one', uses: [] }, async () => {});`,
    };
    for (const dryRun of [true, false]) {
      const { exit, results } = await runSpecs(specs, { config: { run: { dryRun, skip: 'area' } } });
      expect([exit, results.tests.length]).to.deep.equal([4, 0]);
    }
  });

  it('reports a broken spec file in a dry run, too', async () => {
    const { exit, test } = await runSpecs(
      { 'area/broken.spec.ts': 'throw new Error("no luck");' },
      { config: { run: { dryRun: true } } },
    );
    expect(test('area/spec/broken.spec.ts')).to.include({ status: 'error' });
    expect(exit).to.equal(4);
  });

  it('ends at the first failed test when it is to fail fast', async () => {
    const { exit, results, test } = await runSpecs(
      {
        'area/fast.spec.ts': `
          import { check } from 'shakedown';
          const failing = async () => { throw Object.assign(new Error('1 of 3'), { name: 'AssertionError' }); };
          check('broken', { id: 'area/broken', uses: [], locks: ['a'] }, failing);
          check('stuck', { id: 'area/stuck', uses: [] }, ({ signal }) => new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }));
          check('behind', { id: 'area/behind', uses: [], locks: ['a'] }, async () => {});`,
      },
      { config: { run: { failFast: true } } },
    );
    const why = 'area/broken failed, and the run ends at the first failed test (run.failFast)';
    expect(exit).to.equal(1);
    expect(results.run.interruption).to.equal(why);
    expect([test('area/broken').status, test('area/stuck').status, test('area/behind').status]).to.deep.equal([
      ...['failed', 'not-run', 'not-run'],
    ]);
  });

  it('ends at its deadline with the results so far, and names the running check', async () => {
    const { exit, results, test } = await runSpecs(
      {
        'area/long.spec.ts': `
          import { check } from 'shakedown';
          check('quick', { id: 'area/quick', uses: [] }, async () => {});
          check('stuck', { id: 'area/stuck', uses: [], locks: ['a'] }, () => new Promise(() => setInterval(() => {}, 1000)));
          check('behind', { id: 'area/behind', uses: [], locks: ['a'] }, async () => {});`,
      },
      { config: { run: { deadline: '8s' } } },
    );
    expect(exit).to.equal(4);
    expect(results.run.interruption).to.equal('the deadline of the run (8s) was reached');
    expect(test('area/quick').status).to.equal('passed');
    expect(test('area/stuck')).to.nested.include({
      status: 'not-run',
      'reason.message': 'cut off: the deadline of the run (8s) was reached',
    });
    expect(test('area/behind')).to.nested.include({
      status: 'not-run',
      'reason.message': 'the deadline of the run (8s) was reached',
    });
  });
});
