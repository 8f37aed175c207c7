import { expect } from 'chai';
import { writeRequest } from './write-request.ts';

/** One byte or more of a message, and what they are. */
const bytes = (...parts: readonly (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

describe('A request of remote write', () => {
  it('has each series with its labels, sorted, and one sample', () => {
    const request = writeRequest([{ labels: { job: 'b', __name__: 'a', empty: '' }, value: 1.5 }], 1_000);
    // https://protobuf.dev/programming-guides/encoding, and the messages of the specification.
    const name = bytes([0x0a, 8], '__name__', [0x12, 1], 'a');
    const job = bytes([0x0a, 3], 'job', [0x12, 1], 'b');
    const sample = bytes([0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [0x10, 0xe8, 0x07]);
    const series = Buffer.concat([
      ...[bytes([0x0a, name.length]), name, bytes([0x0a, job.length]), job],
      ...[bytes([0x12, sample.length]), sample],
    ]);
    expect(Buffer.from(request)).to.deep.equal(Buffer.concat([bytes([0x0a, series.length]), series]));
  });

  it('is empty without a sample', () => {
    expect(writeRequest([], 0)).to.have.length(0);
  });
});
