import { expect } from 'chai';
import { doctorJson, doctorText, type Examined } from './doctor-report.ts';

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
        '2 of 5 checks can run, 2 blocked, 1 skipped',
        '',
      ].join('\n'),
    );
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
      skipped: [{ id: 'loadtest/life-cycle', reason: 'no image of Locust is configured' }],
      findings: examined.found,
    });
  });
});
