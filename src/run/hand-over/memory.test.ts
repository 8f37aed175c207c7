import { expect } from 'chai';
import { heapFor, residentMemory, whyFull } from './memory.ts';

const MiB = 1024 ** 2;

describe('The memory of the runner', () => {
  for (const [limit, heap] of [
    [undefined, undefined],
    [256, 102],
    [512, 280],
    [1_024, 792],
    [4_096, 3_864],
  ] as const)
    it(`has a heap of ${heap} MiB in a container of ${limit} MiB`, () => {
      expect(heapFor(limit === undefined ? undefined : limit * MiB)).to.equal(heap);
    });

  it('is full shortly before the limit of its container', () => {
    expect(whyFull(470 * MiB, 512 * MiB)).to.equal(undefined);
    expect(whyFull(472 * MiB, 512 * MiB)).to.equal(
      'the runner was ended, because its container uses 472 MiB of 512 MiB memory; give it more (sonobuoy.resources)',
    );
    expect(whyFull(8_000 * MiB, undefined)).to.equal(undefined);
  });

  it('is what the kernel reports of a process, and nothing of one that has ended', () => {
    expect(residentMemory(process.pid)).to.be.above(10 * MiB);
    expect(residentMemory(2 ** 30)).to.equal(0);
  });
});
