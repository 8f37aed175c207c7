import { withoutPairs } from './credential-pairs.ts';
import { withoutShapes } from './credential-shapes.ts';
import { withoutKeys } from './key-blocks.ts';
import { withoutKeysInLine } from './keys-in-line.ts';
import { withoutRandomWords } from './random-words.ts';
import { withoutCredentialsInUrls } from './urls.ts';

/** The marks of a key, or a line of one. */
const MAY_HAVE_KEYS = /-----(?:BEGIN|END) |[A-Za-z0-9+/\\]{48}/;

/**
 * A text of the cluster without what looks like a credential: keys and certificates, passwords in addresses, values with the name of a credential,
 * tokens, long random words. Names, uids, image digests and figures stay. What was redacted stays as it is. It takes as long as the text is long,
 * whatever is in it; pure.
 *
 * It is no proof that a text has no credential: one that looks like a common word, under a name that does not say so, is not known as one.
 * @example redacted('DB_PASSWORD=hunter2 is wrong') // 'DB_PASSWORD=*** is wrong'
 */
export function redacted(text: string): string {
  const lines = MAY_HAVE_KEYS.test(text) ? withoutKeys(text.split('\n')).map(withoutKeysInLine).join('\n') : text;
  return withoutRandomWords(withoutPairs(withoutShapes(withoutCredentialsInUrls(lines))));
}
