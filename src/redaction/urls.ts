/** The longest part of a URL before its host in which credentials are looked for, in characters. */
const LONGEST = 1_024;

/** A user name that is long enough to be a token. */
const TOKEN = 16;

/** Parameters of a query that are credentials, whatever other names say: signatures of addresses that were signed beforehand, and tokens. */
const PARAMETERS =
  /([?&;](?:amp;)?(?:X-(?:Amz|Goog|Oss|Ms)-(?:Signature|Security-Token|Credential)|sig|signature|AWSAccessKeyId|GoogleAccessId|access_token|code|key|auth|sv_sig|hmac|q-signature)=)[^&\s"'<>;\\]+/gi;

/** What stands for credentials in a path: webhooks of chats, and bots. */
const PATHS: readonly (readonly [RegExp, string])[] = [
  [/(\/services\/T[A-Z0-9]{4,16}\/)B[A-Z0-9]{4,16}\/[A-Za-z0-9]{8,64}/g, '$1***'],
  [/(\/api\/webhooks\/\d{6,24}\/)[\w-]{20,128}/g, '$1***'],
  [/(\/webhookb?\d?\/)[\w@/-]{32,256}/g, '$1***'],
  [/(\/hooks\/catch\/\d{1,12}\/)\w{4,64}/g, '$1***'],
  [/(\/bot)\d{6,12}:[\w-]{30,64}/g, '$1***'],
];

/** A connection string without a scheme, as drivers of databases take it: `user:password@tcp(host:3306)/db`. */
const WITHOUT_SCHEME =
  /(?<![\w.:/@-])([\w.-]{1,64}:)[^\s:@/"'()]{1,128}@(?=(?:tcp|unix)\(|[\w.-]{1,253}(?::\d{1,5}|\/))/g;

/** The form of Oracle's drivers: `jdbc:oracle:thin:user/password@host`. */
const ORACLE = /\b(oracle:\w{1,16}:[\w.-]{1,64}\/)[^\s@/"']{1,128}(?=@)/g;

/**
 * A text without credentials in its addresses: passwords, tokens in place of a user, signatures in the query, webhooks. Linear in the length of the
 * text; pure.
 * @example withoutCredentialsInUrls('amqp://app:s3cret@mq:5672') // 'amqp://app:***@mq:5672'
 */
export function withoutCredentialsInUrls(text: string): string {
  if (!/[:?&/]/.test(text)) return text;
  const known = PATHS.reduce((rest, [path, shown]) => rest.replaceAll(path, shown), withoutUsers(text));
  return known.replaceAll(PARAMETERS, '$1***').replaceAll(WITHOUT_SCHEME, '$1***@').replaceAll(ORACLE, '$1***');
}

function withoutUsers(text: string): string {
  const shown: string[] = [];
  let from = 0;
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', from)) {
    const start = at + 3;
    const rest = text.slice(start, start + LONGEST);
    const end = rest.search(/[\s"'<>`]/);
    const [user, length] = userIn(end === -1 ? rest : rest.slice(0, end));
    shown.push(text.slice(from, start), user);
    from = start + length;
  }
  shown.push(text.slice(from));
  return shown.join('');
}

/** What is shown in place of the user and the password of an address, and how much of it that is. */
function userIn(address: string): readonly [string, number] {
  const next = address.indexOf('://');
  const own = next === -1 ? address : address.slice(0, next);
  const host = own.search(/[/?#]/);
  let at = own.slice(0, host === -1 ? own.length : host).lastIndexOf('@');
  // A slash in a password that is not escaped.
  if (at === -1 && /^[^/?#@:]*:[^/?#@]*[^\d/?#@]/.test(own)) at = own.indexOf('@');
  // An address that was cut off in its password.
  const cut = at === -1 && own.endsWith('…') ? /^([^/?#@:]*):(?!\d+…$)[^/?#@]*$/.exec(own) : undefined;
  if (cut) return [`${cut[1]}:***`, own.length];
  if (at <= 0) return ['', 0];
  const user = own.slice(0, at);
  const colon = user.indexOf(':');
  if (colon === -1) return user.length < TOKEN ? ['', 0] : ['***', at];
  return colon === user.length - 1
    ? ['', 0]
    : [`${user.slice(0, colon).length < TOKEN ? user.slice(0, colon) : '***'}:***`, at];
}
