/** The kinds of lines that writers write. */
export const lineKinds = ['steady', 'long', 'json', 'utf8', 'burst', 'filled'] as const;

/**
 * `steady` and `burst` are short; `long` have lengths around 16 KiB, at which container runtimes split lines; `json` are documents of several
 * lines; `utf8` have characters of two to four bytes; `filled` are 8 KiB each, to fill a log file.
 */
export type LineKind = (typeof lineKinds)[number];

/** Lines to write. */
export interface LinePlan {
  kind: LineKind;
  count: number;
  /** @default as fast as they can be written */
  perSecond?: number;
}

/** The lengths of long lines in bytes, one after the other. https://github.com/containerd/containerd/blob/v2.1.4/internal/cri/io/logger.go */
export const LONG_BYTES = [1_024, 8_192, 16_383, 16_384, 16_385, 20_480, 32_768] as const;
/** The length of a line that fills a file, in bytes. */
export const FILLED_BYTES = 8_192;

const WORDS = ' the container runtime writes this line to a file';
const CHARACTERS = ' Grüße ñandú Ελληνικά Кириллица עברית हिन्दी 漢字 かな 한글 😀 👩‍👩‍👧 e\u0301';
/** What is around each line of a JSON document, which begins again after the last one. */
const DOCUMENT = [
  ['{ "first": "', '",'],
  ['  "second": "', '",'],
  ['  "third": ["', '"],'],
  ['  "last": "', '" }'],
] as const;

/** What stands before and after the head of a line; pure. @param headBytes the length of the head. */
export function lineBody(kind: LineKind, seq: number, headBytes: number): { before: string; after: string } {
  switch (kind) {
    case 'steady':
    case 'burst':
      return { before: '', after: WORDS };
    case 'utf8':
      return { before: '', after: CHARACTERS };
    case 'json': {
      const [before, after] = DOCUMENT[(seq - 1) % DOCUMENT.length] ?? DOCUMENT[0];
      return { before, after };
    }
    case 'long':
      return { before: '', after: words((LONG_BYTES[(seq - 1) % LONG_BYTES.length] ?? 0) - headBytes) };
    case 'filled':
      return { before: '', after: words(FILLED_BYTES - headBytes) };
  }
}

/**
 * Whether a text may be a piece of what long lines are filled with: the rest of a line of a writer that was cut; pure. Short texts may be one by chance.
 */
export function isPieceOfWords(text: string): boolean {
  const piece = text.replace(/\.$/, '');
  return WORDS.repeat(Math.ceil(piece.length / WORDS.length) + 1).includes(piece);
}

/** Words of a length in bytes, with a full stop at the end: a space there may be removed by a collector. */
function words(bytes: number): string {
  return `${WORDS.repeat(Math.ceil(bytes / WORDS.length)).slice(0, bytes - 1)}.`;
}
