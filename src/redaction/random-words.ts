/** What is longer than any word or path that explains something, and most probably a key or data. */
const LONG = 200;

/** A word of base64, or of what else keys are written in; and paths. */
const WORD = /[A-Za-z0-9+/=_-]{32,}/g;

/** A part of base64: small letters, capital letters and digits. The words of a path are shorter. */
export const RANDOM = /(?<![A-Za-z0-9+])(?=[A-Z0-9+]*[a-z])(?=[a-z0-9+]*[A-Z])(?=[A-Za-z+]*\d)[A-Za-z0-9+]{20}/;

/** From this length on a word with a {@link RANDOM} part is a key. */
const KEY = 48;

const HEX = /(?<![A-Za-z0-9])[A-Fa-f0-9]{32,}(?![A-Za-z0-9])/g;

/** What stands before a digest or an identifier. */
const LABEL =
  /(?:\b(?:sha-?\d*|md5|digest|checksum|hash|commit|revision|rev|etag|trace|span|uid|uuid|request|correlation|machine|build)(?:[-_ .]?id)?\d*|(?:^|[^A-Za-z])id|(?:trace|span|request|correlation|container|build|machine)-?_?id|(?:containerd|docker|cri-o):\/)["']?[\s:=/@-]{0,3}["']?$|@$/i;

/** A path of files, which has identifiers of pods and containers in it; in a URL it may be a credential. */
const IN_PATH = /(?:^|[\s"'=(,]|:(?!\/\/))\/[^\s"']*[/_-]$/;

/**
 * A text without words that look random, as keys and tokens do. Digests and identifiers stay where what stands before them says that they are
 * such; so do names of pods, uids and paths. Linear in the length of the text; pure.
 * @example withoutRandomWords('key 3q2Zb7Xw9sKfL0aPdE4uYtRnVc1mQ8hG denied') // 'key *** denied'
 */
export function withoutRandomWords(text: string): string {
  return text
    .replaceAll(WORD, (word) => (isKey(word) ? '***' : word))
    .replaceAll(HEX, (word, at: number, whole: string) => (isLabelled(whole, at) ? word : '***'));
}

function isLabelled(text: string, at: number): boolean {
  return LABEL.test(text.slice(Math.max(0, at - 24), at)) || IN_PATH.test(text.slice(Math.max(0, at - 256), at));
}

function isKey(word: string): boolean {
  if (word.length >= LONG) return true;
  if (word.length >= KEY) return RANDOM.test(word);
  return isDense(word.replaceAll(/[/=_-]/g, ''));
}

/** Whether a word changes between small letters, capital letters and digits more often than names of classes do. */
function isDense(word: string): boolean {
  const kinds = Array.from(word, (char) => (char >= 'a' ? 'a' : char >= 'A' ? 'A' : '0'));
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  const count = (kind: string) => kinds.filter((one) => one === kind).length;
  return count('0') >= 2 && count('a') >= 4 && count('A') >= 4 && changes >= word.length * 0.4;
}
