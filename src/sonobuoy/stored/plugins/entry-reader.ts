/** Reads one file of an archive, piece by piece. */
export interface EntryReader {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** The maximum of a text that is held as a whole, in bytes. */
const HELD = 8 * 1024 ** 2;

/** Holds a text until its end. @param taken called with the text; with `undefined` when it is larger than 8 MiB. */
export function heldText(taken: (text: string | undefined) => void): EntryReader {
  const parts: Buffer[] = [];
  let length = 0;
  return {
    write: (bytes) => {
      length += bytes.length;
      if (length <= HELD) parts.push(Buffer.from(bytes));
      else parts.length = 0;
    },
    end: () => taken(length > HELD ? undefined : Buffer.concat(parts).toString('utf8')),
  };
}
