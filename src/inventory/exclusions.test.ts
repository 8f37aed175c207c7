import { expect } from 'chai';
import { assertExclusionsCanMatch } from './exclusions.ts';
import type { Part } from './part.ts';
import { parts } from './parts.ts';

const ingress: Part = {
  kind: { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', kind: 'Ingress', namespaced: true },
  id: 'shop/ingress',
  byLabels: true,
  sample: {},
};
const known = [parts.nodes, parts.deployments, parts.horizontalPodAutoscalers];

describe('An entry of scope.exclude', () => {
  const refusal = (exclude: string[], brought: Part[] = [], unknownAreas: string[] = []) => {
    const areas = new Set(['workloads', 'autoscaling', 'shop']);
    try {
      assertExclusionsCanMatch(exclude, { parts: [...known, ...brought], areas, unknownAreas: new Set(unknownAreas) });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const seen = (pattern: string) => refusal([pattern])?.split('\n')[0]?.replace('CONFIG_EXCLUDE: ', '');

  it('is an object by its id, with stars for any text', () => {
    const good = ['workloads/deployment/shop/web', 'workloads/node/old-*', 'workloads/deployment/*', 'autoscaling/*'];
    expect(refusal([...good, '*/shop/web', '*', 'work*', 'workloads/deployment*'])).to.equal(undefined);
  });

  it('is refused when no object can have that id: it would exclude nothing, and nobody would notice', () => {
    expect(refusal(['workloads/node/a', 'deployment/shop/web', 'nonsense'])).to.equal(
      "CONFIG_EXCLUDE: no object can have the id 'deployment/shop/web'; did you mean 'workloads/deployment/shop/web'?; no object can have the id 'nonsense'\n" +
        '  expected: each entry of scope.exclude to match the id of an object that checks are about\n' +
        '  do:       write it as in workloads/node/<name>, workloads/deployment/<namespace>/<name>, autoscaling/hpa/<namespace>/<name>; run.skip leaves out single checks',
    );
  });

  for (const [pattern, meant] of [
    ['node/old-*', 'workloads/node/old-*'],
    ['nodes/old-1', 'workloads/node/old-1'],
    ['Deployment/shop/web', 'workloads/deployment/shop/web'],
    ['horizontalpodautoscaler/shop/web', 'autoscaling/hpa/shop/web'],
    ['hpa/shop/web', 'autoscaling/hpa/shop/web'],
    ['workloads/deploymnet/shop/web', 'workloads/deployment/shop/web'],
    ['autoscalign/hpa/shop/*', 'autoscaling/hpa/shop/*'],
  ] as const)
    it(`is most probably '${meant}' when it is '${pattern}'`, () => {
      expect(seen(pattern)).to.equal(`no object can have the id '${pattern}'; did you mean '${meant}'?`);
    });

  for (const [pattern, form] of [
    ['workloads/deployment/web', 'workloads/deployment/<namespace>/<name>'],
    ['workloads/deployment/shop/', 'workloads/deployment/<namespace>/<name>'],
    ['workloads/deploymnet', 'workloads/deployment/<namespace>/<name>'],
    ['deployment/web', 'workloads/deployment/<namespace>/<name>'],
    ['node', 'workloads/node/<name>'],
    ['workloads/deployment', 'workloads/deployment/<namespace>/<name>'],
    ['workloads/node/shop/node-1', 'workloads/node/<name>'],
  ] as const)
    it(`is refused with its form when it is '${pattern}'`, () => {
      expect(seen(pattern)).to.equal(`no object can have the id '${pattern}': it is written as ${form}`);
    });

  it('may be of a kind that a spec file defines, or may define: not all of them are loaded', () => {
    expect(refusal(['shop/ingress/shop/web'])).to.match(/^CONFIG_EXCLUDE: no object/);
    expect(refusal(['shop/ingress/shop/web'], [ingress])).to.equal(undefined);
    expect(refusal(['shop/ingress/shop/web'], [], ['shop'])).to.equal(undefined);
    expect(refusal(['ingress/shop/web'], [ingress])).to.contain("did you mean 'shop/ingress/shop/web'?");
  });

  it('may be in an area without spec files at hand: a run with the spec files of that area knows its kinds', () => {
    expect(refusal(['bank/account/bank/*', 'bank/account/bank/savings', 'bank/*'])).to.equal(undefined);
    expect(seen('bank')).to.equal("no object can have the id 'bank'");
    expect(seen('bank/account')).to.equal("no object can have the id 'bank/account'");
  });
});
