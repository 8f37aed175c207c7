/** What the name of a value says about it: that it is a credential, or that it may be one. */
export type NamedAs = 'credential' | 'maybe' | undefined;

/** In a name without its separators: `DB_PASSWORD`, `dbPassword` and `db-password` are one. */
const PARTS = new RegExp(
  [
    ...[
      'passw(?:or)?d',
      'passphrase',
      'passcode',
      'pwd',
      'secret',
      'token(?!i[sz])',
      'credential',
      'authorization',
      'cookie',
    ],
    ...[
      '(?:api|access|account|auth|client|encryption|hmac|license|master|private|secret|shared|signing|ssh|webhook)key',
    ],
    ...[
      'session(?:id|key)',
      'sess(?:ion)?id',
      'keydata',
      'dockerc(?:onfigjson|fg)',
      'bearer',
      'xapikey',
      'connectionstring',
      '(?:routing|integration|deploy)key',
      'requirepass|masterauth|sshpass',
    ],
  ].join('|'),
);

/** Whole words of a name. */
const WORDS = new Set('pass pw cred creds jwt sid psk otp totp mnemonic pat dsn auth salt pin pepper'.split(' '));

/** The last word of a name of something about a credential, which is none itself: `secretName`, `tokenExpirationSeconds`. */
const ABOUT = new Set(
  'name names ref refs file files path paths dir mount volume namespace selector seconds ms millis minutes hours days ttl lifetime age expiry expires expiration at count total length size limit quota type types kind class version mode format url uri urls endpoint host port server domain enabled disabled required optional policy provider affinity algorithm alg issuer audience audiences scope scopes method review reviews controller manager service store driver operator backend user username'.split(
    ' ',
  ),
);

/** Names in sentences, too: what follows one and a colon may be prose. */
const COMMON = new Set(
  'secret secrets token tokens credential credentials cookie cookies session auth authorization pass pin salt pat dsn bearer'.split(
    ' ',
  ),
);

/**
 * What a name of a variable, a flag, a header or a field says about its value; pure.
 * @example namedAs('DB_PASSWORD') // 'credential'
 * @example namedAs('token') // 'maybe': `token: expired` is no credential
 * @example namedAs('secretName') // undefined
 */
export function namedAs(name: string): NamedAs {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || ABOUT.has(last)) return undefined;
  if (words.length === 1 && COMMON.has(last)) return 'maybe';
  if (PARTS.test(words.join('')) || words.some((word) => WORDS.has(word))) return 'credential';
  // A variable of the environment: SIGNING_KEY; others are keys of maps and caches.
  return last === 'key' && /^[A-Z][A-Z0-9_]*KEY\d*$/.test(name) ? 'credential' : undefined;
}

/** @example wordsOf('--dbPassword2') // ['db', 'password'] */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
