import { expect } from 'chai';
import { blockedNote } from './blocked-note.ts';

describe('The note about blocked checks', () => {
  const finding = { about: 'image', message: 'no image is named', todo: 'name it with --image' } as const;

  it('is one line, with checks of one kind together', () => {
    const blocks = ['workloads/node/a', 'workloads/node/b', 'workloads/service/shop/web', 'workloads/target-app'];
    expect(blockedNote({ ...finding, blocks }, 9)).to.equal(
      'no image is named: blocks 4 of 9 checks: workloads/node (2), workloads/service, workloads/target-app; name it with --image',
    );
  });

  it('names five kinds and counts the checks of the others', () => {
    const blocks = ['a', 'b', 'c', 'd', 'e', 'f', 'f'].map((kind, index) => `x/${kind}/${index}`);
    expect(blockedNote({ ...finding, blocks }, 7)).to.equal(
      'no image is named: blocks 7 of 7 checks: x/a, x/b, x/c, x/d, x/e, 2 more; name it with --image',
    );
  });
});
