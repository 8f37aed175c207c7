import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One value of a series. */
export interface Sample {
  /** With `__name__`; empty values are left out, because they are the same as none. */
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * The `WriteRequest` of remote write 1.0 with one sample for each series, all at one time; pure. Labels are sorted by their names in bytes, as receivers ask for.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/#protocol
 * @param at in milliseconds since 1970.
 */
export function writeRequest(samples: readonly Sample[], at: number): Uint8Array {
  const writer = new BinaryWriter();
  for (const { labels, value } of samples) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const [name, text] of sorted(labels)) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(name);
      writer.tag(2, WireType.LengthDelimited).string(text).join();
    }
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Bit64).double(value);
    writer.tag(2, WireType.Varint).int64(at).join();
    writer.join();
  }
  return writer.finish();
}

function sorted(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels)
    .filter(([, text]) => text !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}
