import { expect } from 'chai';
import { PageSize } from './page-size.ts';

describe('the size of the pages of a LIST', () => {
  it('is 500 until a whole page came fast', () => {
    const size = new PageSize();
    expect(size.next).to.equal(500);
    size.read(20, 5);
    expect(size.next).to.equal(500);
    size.read(500, 1_200);
    expect(size.next).to.equal(500);
    size.read(500, 900);
    expect(size.next).to.equal(5_000);
    size.read(3_000, 4_000);
    expect(size.next).to.equal(5_000);
  });

  it('is 500 again when a page takes long, or does not arrive', () => {
    for (const happens of [(size: PageSize) => size.read(5_000, 16_000), (size: PageSize) => size.failed()]) {
      const size = new PageSize();
      size.read(500, 10);
      happens(size);
      expect(size.next).to.equal(500);
    }
  });
});
