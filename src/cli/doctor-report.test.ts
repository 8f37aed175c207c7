import { expect } from 'chai';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { canAllRun, doctorJson, doctorText, type Examined } from './doctor-report.ts';

const check = (id: string, skip?: string) => ({ id, area: id.split('/')[0] ?? '', uses: [], skip });
const examined: Examined = {
  rights: { judged: 'run', sentence: 'Checking permissions of ann (used by `shakedown run`).' },
  found: [
    {
      about: 'rights',
      message: 'missing permissions: create/delete daemonsets.apps in namespace shakedown',
      todo: 'grant it',
      blocks: ['workloads/dns/node-1', 'workloads/node/node-1'],
    },
    { about: 'nodes', message: 'node-2 is cordoned', todo: 'uncordon it', blocks: [] },
  ],
  checks: [
    ...[check('workloads/deployment/shop/web'), check('workloads/dns/node-1'), check('workloads/node/node-1')],
    ...[check('autoscaling/hpa/shop/web'), check('loadtest/life-cycle', 'no image of Locust is configured')],
  ],
};

describe('What doctor prints', () => {
  it('has each finding once, and then which checks can run, by area', () => {
    expect(doctorText(examined)).to.equal(
      [
        'Checking permissions of ann (used by `shakedown run`).',
        'missing permissions: create/delete daemonsets.apps in namespace shakedown',
        '  blocks 2 of 5 checks',
        '  do: grant it',
        'node-2 is cordoned',
        '  do: uncordon it',
        'can run  workloads 1: workloads/deployment/shop/web',
        'can run  autoscaling 1: autoscaling/hpa/shop/web',
        'blocked  workloads 2: workloads/dns/node-1, workloads/node/node-1',
        'skipped  loadtest 1: loadtest/life-cycle',
        '  reason: no image of Locust is configured',
        '2 of 5 checks can run, 2 blocked, 1 skipped',
        '',
      ].join('\n'),
    );
  });

  it('has the reasons of skipped checks, each once, the most frequent first, and counts the others when they are many', () => {
    const rare = Array.from({ length: 6 }, (_, index) => check(`a/rare-${index}`, `its own reason ${index}`));
    const checks = [...rare, check('a/x', 'no node'), check('a/y', 'no node'), check('b/z', 'no node')];
    expect(doctorText({ ...examined, found: [], checks }).split('\n')).to.deep.equal([
      'Checking permissions of ann (used by `shakedown run`).',
      'skipped  a 2: a/x, a/y',
      '  reason: no node',
      ...[0, 1, 2, 3].flatMap((n) => [`skipped  a 1: a/rare-${n}`, `  reason: its own reason ${n}`]),
      'skipped  a 2 more, for 2 other reasons (--json names them)',
      'skipped  b 1: b/z',
      '  reason: no node',
      '0 of 9 checks can run, 9 skipped: a run would judge nothing, and be incomplete',
      '',
    ]);
  });

  it('has the spec files that are broken, with what is wrong', () => {
    const fault = new ShakedownError('SPEC_UNLOADABLE', {
      meaning: 'suite',
      expected: 'x',
      seen: 'no luck\nat y',
      todo: 'fix it',
    });
    const broken = { ...check('mine/spec/a.spec.ts'), fault };
    const with1 = { ...examined, found: [], checks: [check('a/x'), broken] };
    expect(doctorText(with1).split('\n')).to.deep.equal([
      'Checking permissions of ann (used by `shakedown run`).',
      'can run  a 1: a/x',
      'broken   mine 1: mine/spec/a.spec.ts',
      '  reason: no luck; expected: x',
      '1 of 2 checks can run, 1 broken',
      '',
    ]);
    expect(JSON.parse(doctorJson(with1))).to.deep.include({
      canRun: ['a/x'],
      broken: [{ id: 'mine/spec/a.spec.ts', reason: 'no luck; expected: x' }],
    });
  });

  it('names ten checks of an area and counts the others', () => {
    const checks = Array.from({ length: 12 }, (_, index) => check(`a/${index}`));
    expect(doctorText({ ...examined, found: [], checks }).split('\n')).to.deep.equal([
      'Checking permissions of ann (used by `shakedown run`).',
      'can run  a 12: a/0, a/1, a/2, a/3, a/4, a/5, a/6, a/7, a/8, a/9, and 2 more (--json names them)',
      '12 of 12 checks can run',
      '',
    ]);
  });

  it('has all ids for programs', () => {
    expect(JSON.parse(doctorJson(examined))).to.deep.equal({
      rights: examined.rights,
      checks: examined.checks.map(({ id }) => id),
      canRun: ['workloads/deployment/shop/web', 'autoscaling/hpa/shop/web'],
      blocked: ['workloads/dns/node-1', 'workloads/node/node-1'],
      broken: [],
      skipped: [{ id: 'loadtest/life-cycle', reason: 'no image of Locust is configured' }],
      findings: examined.found,
    });
  });

  it('says with the exit code whether all can run that apply', () => {
    const { found } = examined;
    const [skipped, runs] = [check('b', 'no node'), check('a')];
    expect(canAllRun({ found: [], checks: [runs, skipped] })).to.equal(true);
    expect(canAllRun({ found: [], checks: [skipped] }), 'a run would judge nothing').to.equal(false);
    expect(canAllRun({ found, checks: examined.checks })).to.equal(false);
    expect(canAllRun({ found: [], checks: [runs, { ...check('c'), fault: new Error('no luck') }] })).to.equal(false);
  });
});
