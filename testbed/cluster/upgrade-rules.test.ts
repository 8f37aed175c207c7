import { expect } from 'chai';
import { KUBERNETES_VERSIONS } from '../binaries/kubernetes-versions.ts';
import { checkUnchanged, checkUpgrade } from './upgrade-rules.ts';

const [OLD, NEW] = ['v1.36.3', 'v1.37.2'] as const;

describe('The Kubernetes of a cluster', () => {
  it('can be upgraded from each version to the next, because no minor version lies between them', () => {
    const minors = KUBERNETES_VERSIONS.map((version) => Number(version.split('.')[1]));
    expect(minors.slice(1)).to.deep.equal(minors.slice(0, -1).map((minor) => minor + 1));
  });

  it('is upgraded to a newer version; the same version again continues', () => {
    checkUpgrade('dev', OLD, NEW);
    checkUpgrade('dev', NEW, NEW);
  });

  it('is never downgraded', () => {
    expect(() => checkUpgrade('dev', NEW, OLD)).to.throw(
      [
        'TESTBED_UPGRADE: --kubernetes v1.36.3',
        '  expected: a version that is not older than v1.37.2, which cluster dev has: Kubernetes cannot be downgraded',
        '  do:       npm run cluster -- down --name dev, and up --kubernetes v1.36.3',
      ].join('\n'),
    );
  });

  it('is not changed by up', () => {
    checkUnchanged('dev', OLD, OLD);
    const refused = (todo: string, wanted: string, has: string) =>
      [
        `TESTBED_UPGRADE: --kubernetes ${wanted}`,
        `  expected: the version that cluster dev has, ${has}: up only starts what is missing`,
        `  do:       npm run cluster -- ${todo}`,
      ].join('\n');
    expect(() => checkUnchanged('dev', OLD, NEW)).to.throw(refused(`upgrade --name dev --kubernetes ${NEW}`, NEW, OLD));
    expect(() => checkUnchanged('dev', NEW, OLD)).to.throw(refused('down --name dev, and up again', OLD, NEW));
  });
});
