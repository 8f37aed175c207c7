const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{` differ in this one bit, and so do `]` and `}`. */
const CURLY = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;
/** Comma and white space. */
const BETWEEN = new Set([0x2c, 0x20, 0x09, 0x0a, 0x0d]);
/** Maximum of one item, and of what is around the items, in bytes: more than that never ends. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Splits the JSON of a LIST into its items while it arrives. Neither the whole text nor the whole tree is ever in memory:
 * a LIST of thousands of objects needs only the memory for what the caller keeps.
 */
export class ListSplitter {
  readonly #onItem: (json: string) => void;
  /** Everything outside of `items`: metadata with resourceVersion and continue. */
  readonly #envelope: Buffer[] = [];
  #item: Buffer[] = [];
  #depth = 0;
  #inItems = false;
  #inItem = false;
  #inText = false;
  #escaped = false;
  /** Bytes that were kept since the last item ended. */
  #kept = 0;

  constructor(onItem: (json: string) => void) {
    this.#onItem = onItem;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
      } else if (byte === QUOTE) {
        this.#inText = true;
        this.#refuseBetweenItems(byte);
      } else if ((byte | CURLY) === OPENING) {
        if (this.#depth === 1 && this.#startsItems(chunk.subarray(from, at))) {
          this.#envelope.push(chunk.subarray(from, at + 1));
          this.#inItems = true;
        } else if (this.#inItems && this.#depth === 2) {
          this.#inItem = true;
          from = at;
        }
        this.#depth += 1;
      } else if ((byte | CURLY) === CLOSING) {
        this.#depth -= 1;
        if (this.#inItem && this.#depth === 2) {
          this.#item.push(chunk.subarray(from, at + 1));
          this.#onItem(textOf(this.#item));
          this.#item = [];
          this.#kept = 0;
          this.#inItem = false;
        } else if (this.#inItems && this.#depth === 1) {
          this.#inItems = false;
          from = at;
        }
      } else this.#refuseBetweenItems(byte);
    }
    // The rest for the next chunk is copied: a view would keep the whole network buffer in memory.
    if (this.#inItem) this.#item.push(Buffer.from(chunk.subarray(from)));
    else if (!this.#inItems) this.#envelope.push(Buffer.from(chunk.subarray(from)));
    this.#kept += this.#inItem || !this.#inItems ? chunk.length - from : 0;
    if (this.#kept > LARGEST) throw new SyntaxError('a text without an end');
  }

  #refuseBetweenItems(byte: number): void {
    if (this.#inItems && !this.#inItem && this.#depth === 2 && !BETWEEN.has(byte))
      throw new SyntaxError('an item that is no object');
  }

  /**
   * The list without its items.
   * @throws SyntaxError when the text is incomplete; {@link push} throws it for an item that is no object, and for a text without an end.
   */
  end(): unknown {
    return JSON.parse(textOf(this.#envelope));
  }

  /** Whether the array that begins here is the value of the key `items`. */
  #startsItems(tail: Buffer): boolean {
    return /"items"\s*:\s*$/.test(textOf([...this.#envelope, tail]));
  }
}

function textOf(parts: readonly Buffer[]): string {
  return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
}
