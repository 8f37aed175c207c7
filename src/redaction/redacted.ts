import { stripVTControlCharacters } from 'node:util';
import { withoutArguments } from './commands.ts';
import { withoutPairs } from './credential-pairs.ts';
import { withoutShapes } from './credential-shapes.ts';
import { withoutEncodedPairs } from './encoded-pairs.ts';
import { withoutKeys } from './key-blocks.ts';
import { withoutKeysInLine } from './keys-in-line.ts';
import { withoutSecretData } from './printed-secrets.ts';
import { withoutRandomWords } from './random-words.ts';
import { withoutCredentialsInUrls } from './urls.ts';

/** The marks of a key, or a line of one. */
const MAY_HAVE_KEYS = /-----(?:BEGIN|END) |[A-Za-z0-9+/\\]{48}/;

/** The beginning of a colour, as a terminal takes it, and as JSON, Go and shells write it. */
const COLOURS = /\\+(?:u001b|x1b|033|e)\[[\d;]{0,16}m/gi;

const STEPS: readonly ((text: string) => string)[] = [
  withoutSecretData,
  withoutCredentialsInUrls,
  withoutShapes,
  withoutArguments,
  withoutEncodedPairs,
  withoutPairs,
  withoutRandomWords,
];

/**
 * A text of the cluster without what looks like a credential: keys and certificates, passwords in addresses, values with the name of a credential,
 * arguments of well-known programs, the data of Secrets, tokens, long random words; and without colours, which may stand between a name and its
 * value. Names, uids, image digests and figures stay. What was redacted stays as it is. It takes as long as the text is long,
 * whatever is in it; pure.
 *
 * It is no proof that a text has no credential: one that looks like a common word, under a name that does not say so, is not known as one.
 * @example redacted('DB_PASSWORD=hunter2 is wrong') // 'DB_PASSWORD=*** is wrong'
 */
export function redacted(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll(COLOURS, '');
  const lines = MAY_HAVE_KEYS.test(plain) ? withoutKeys(plain.split('\n')).map(withoutKeysInLine).join('\n') : plain;
  return STEPS.reduce((rest, without) => without(rest), lines);
}
