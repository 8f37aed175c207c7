import { base64, type Row } from './row.ts';

/** Credentials that the kubeconfig itself holds, or that files hold. */
export const userRows: readonly Row[] = [
  { what: 'client certificate and key as data', make: (b) => b.with({}) },
  {
    what: 'client certificate and key in files, relative to the kubeconfig',
    make: (b) => {
      b.write('pki/c.crt', b.material.cert);
      b.write('pki/c.key', b.material.key);
      return b.with({ user: { 'client-certificate': 'pki/c.crt', 'client-key': './pki/c.key' } });
    },
  },
  {
    what: 'certificate and key in one file, with Windows line ends',
    make: (b) => {
      const both = b.write('both.pem', `${b.material.key}${b.material.cert}`.replaceAll('\n', '\r\n'));
      return b.with({ user: { 'client-certificate': both, 'client-key': both } });
    },
  },
  {
    what: 'client certificate twice, as file and as data',
    make: (b) => b.with({ user: { ...b.user, 'client-certificate': b.write('c.crt', b.material.cert) } }),
  },
  {
    what: 'client key twice, as file and as data',
    make: (b) => b.with({ user: { ...b.user, 'client-key': b.write('c.key', b.material.key) } }),
  },
  { what: 'client certificate without a key', make: (b) => b.with({ user: { ...b.user, 'client-key-data': '' } }) },
  {
    what: 'client key without a certificate',
    make: (b) => b.with({ user: { ...b.user, 'client-certificate-data': '' } }),
  },
  {
    what: 'client certificate in a file that does not exist',
    make: (b) => b.with({ user: { 'client-certificate': 'none.crt', 'client-key-data': base64(b.material.key) } }),
  },
  {
    what: 'key of another certificate',
    make: (b) => b.with({ user: { ...b.user, 'client-key-data': base64(b.material.otherKey) } }),
  },
  {
    what: 'half a key',
    make: (b) => b.with({ user: { ...b.user, 'client-key-data': base64(b.material.key.slice(0, 80)) } }),
  },
  {
    what: 'key with a passphrase',
    make: (b) => b.with({ user: { ...b.user, 'client-key-data': base64(b.material.encryptedKey) } }),
  },
  {
    what: 'certificate where the key belongs',
    make: (b) => b.with({ user: { ...b.user, 'client-key-data': base64(b.material.cert) } }),
  },
  {
    what: 'client certificate that is not base64',
    make: (b) => b.with({ user: { ...b.user, 'client-certificate-data': b.material.cert } }),
  },
  {
    what: 'client certificate and key with headers in their blocks',
    make: (b) =>
      b.with({
        user: {
          'client-certificate-data': base64(headed(b.material.cert)),
          'client-key-data': base64(headed(b.material.key)),
        },
      }),
  },
  {
    what: 'client certificate with a text behind its last line',
    make: (b) => b.with({ user: { ...b.user, 'client-certificate-data': base64(`${b.material.cert.trimEnd()} x\n`) } }),
  },
  {
    what: 'client key that is called RSA PRIVATE KEY, whatever it is',
    make: (b) =>
      b.with({
        user: {
          ...b.user,
          'client-key-data': base64(b.material.key.replaceAll(/(BEGIN|END) [A-Z ]*PRIVATE KEY/g, '$1 RSA PRIVATE KEY')),
        },
      }),
  },
  {
    what: 'client certificate with a broken one behind it',
    make: (b) =>
      b.with({
        user: {
          ...b.user,
          'client-certificate-data': base64(
            `${b.material.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
          ),
        },
      }),
  },
  {
    what: 'tokenFile with a byte order mark',
    make: (b) => b.with({ user: { tokenFile: b.write('token', `\uFEFF${b.material.token}`) } }),
  },
  { what: 'tokenFile that is a directory', make: (b) => b.with({ user: { tokenFile: b.directory } }) },
  {
    what: 'extensions of a user with a name twice',
    make: (b) =>
      b.with({
        user: {
          ...b.user,
          extensions: [
            { name: 'a', extension: {} },
            { name: 'a', extension: {} },
          ],
        },
      }),
  },
  { what: 'token', make: (b) => b.with({ user: { token: b.material.token } }) },
  { what: 'token with spaces around it', make: (b) => b.with({ user: { token: ` ${b.material.token} ` } }) },
  { what: 'token with a line feed at its end', make: (b) => b.with({ user: { token: `${b.material.token}\n` } }) },
  { what: 'token that the server does not accept', make: (b) => b.with({ user: { token: 'of another cluster' } }) },
  { what: 'token and client certificate', make: (b) => b.with({ user: { ...b.user, token: b.material.token } }) },
  {
    what: 'tokenFile, relative, with a line feed at its end',
    make: (b) => {
      b.write('secret/token', `${b.material.token}\n`);
      return b.with({ user: { tokenFile: 'secret/token' } });
    },
  },
  {
    what: 'tokenFile, absolute',
    make: (b) => b.with({ user: { tokenFile: b.write('token', b.material.token) } }),
  },
  { what: 'tokenFile that does not exist', make: (b) => b.with({ user: { tokenFile: 'none' } }) },
  { what: 'tokenFile that is empty', make: (b) => b.with({ user: { tokenFile: b.write('token', '\n') } }) },
  {
    what: 'tokenFile and token: the file holds',
    make: (b) => b.with({ user: { token: 'old', tokenFile: b.write('token', b.material.token) } }),
  },
  {
    what: 'tokenFile that does not exist, and token',
    make: (b) => b.with({ user: { token: b.material.token, tokenFile: 'none' } }),
  },
  {
    what: '`token-file`, which is no key',
    make: (b) => b.with({ user: { 'token-file': b.write('token', b.material.token) } }),
  },
  { what: 'username and password', make: (b) => b.with({ user: { username: 'ann', password: 'secret' } }) },
  { what: 'username and token', make: (b) => b.with({ user: { username: 'ann', token: b.material.token } }) },
  {
    what: 'username and tokenFile',
    make: (b) => b.with({ user: { username: 'ann', tokenFile: b.write('token', b.material.token) } }),
  },
  { what: 'as', make: (b) => b.with({ user: { ...b.user, as: 'jane' } }) },
  {
    what: 'as, as-uid, as-groups and as-user-extra',
    make: (b) =>
      b.with({
        user: {
          ...b.user,
          ...{ as: 'jane', 'as-uid': '4711', 'as-groups': ['platform', 'system:authenticated'] },
          'as-user-extra': { reason: ['upgrade', 'on call'], 'example.com/ticket': ['42'] },
        },
      }),
  },
  {
    what: 'as of a token’s user, with letters beyond ASCII',
    make: (b) => b.with({ user: { ...b.user, as: 'jürgen', 'as-groups': ['größe', 'system:authenticated'] } }),
  },
  { what: 'as-groups without as', make: (b) => b.with({ user: { ...b.user, 'as-groups': ['platform'] } }) },
  { what: 'as with a line feed', make: (b) => b.with({ user: { ...b.user, as: 'jane\nroot' } }) },
  {
    what: 'as-uid that is a number',
    make: (b) => b.with({ user: { ...b.user, as: 'jane', 'as-uid': 4711 } }),
  },
  {
    what: 'auth-provider gcp',
    make: (b) => b.with({ user: { 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'gcloud' } } } }),
  },
  { what: 'auth-provider azure', make: (b) => b.with({ user: { 'auth-provider': { name: 'azure' } } }) },
  {
    what: 'auth-provider oidc without a client-id',
    make: (b) => b.with({ user: { 'auth-provider': oidc('none', {}) } }),
  },
  {
    what: 'auth-provider oidc with a token that the server does not accept',
    make: (b) => b.with({ user: { 'auth-provider': oidc(jwt(4_102_444_800), { 'client-id': 'me' }) } }),
  },
  {
    what: 'auth-provider oidc with a token that has expired, and none to renew it',
    make: (b) => b.with({ user: { 'auth-provider': oidc(jwt(1), { 'client-id': 'me' }) } }),
  },
];

/** A block with a header. */
function headed(pem: string): string {
  return pem.replace('-----\n', '-----\nName: value\n\n');
}

function oidc(token: string, more: object): object {
  return { name: 'oidc', config: { 'idp-issuer-url': 'https://127.0.0.1:1', 'id-token': token, ...more } };
}

function jwt(exp: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ exp })}.signature`;
}
