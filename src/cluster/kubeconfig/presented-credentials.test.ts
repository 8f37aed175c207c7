import { expect } from 'chai';
import { nobody, type UserEntry } from './file/entries.ts';
import { notAccepted, presentedCredentials } from './presented-credentials.ts';
import { certificate, key } from './tls/client-certificate.fixture.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`;

describe('Credentials that the API server does not accept', () => {
  const sentence = (
    more: Partial<Parameters<typeof presentedCredentials>[1]>,
    user: UserEntry = nobody('FILE', "user 'me'"),
  ) =>
    notAccepted(
      presentedCredentials(user, { authorization: undefined, certificate: undefined, issued: undefined, ...more }),
      NOW,
    );
  const issued = { token: 'x', certificate: undefined, expiresAt: NOW - 60_000 };
  const exec = { command: 'aws', args: [], env: [], apiVersion: '', installHint: '', provideClusterInfo: false };

  for (const [what, said, expected] of [
    [
      'a token that says nothing about itself',
      sentence({ authorization: 'Bearer opaque' }),
      "the token of user 'me' in FILE is not accepted",
    ],
    [
      'a token that has expired',
      sentence({ authorization: `Bearer ${jwt(NOW / 1_000 - 5)}` }),
      "the token of user 'me' in FILE is not accepted: it expired at 2026-11-27T11:59:55Z",
    ],
    [
      'a token that has not expired',
      sentence({ authorization: `Bearer ${jwt(NOW / 1_000 + 5)}` }),
      "the token of user 'me' in FILE is not accepted: it is valid until 2026-11-27T12:00:05Z",
    ],
    ...[1e13, -1e17, 1e300].map(
      (exp) =>
        [
          `a token with the expiry ${exp}, which is no date`,
          sentence({ authorization: `Bearer ${jwt(exp)}` }),
          "the token of user 'me' in FILE is not accepted",
        ] as const,
    ),
    [
      'a token of a plugin',
      sentence(
        { authorization: 'Bearer x', issued },
        { ...nobody('FILE', "user 'me'"), exec: { ...exec, interactiveMode: 'Never' } },
      ),
      "the token of the plugin aws of user 'me' in FILE is not accepted: it expired at 2026-11-27T11:59:00Z",
    ],
    [
      'a client certificate',
      sentence({ certificate: { cert: certificate, key } }),
      "the client certificate of user 'me' in FILE is not accepted: it is valid until 2126-11-03T15:54:28Z",
    ],
    [
      'a client certificate and a token',
      sentence({ certificate: { cert: certificate, key }, authorization: `Bearer ${jwt(1)}` }),
      "the client certificate and the token of user 'me' in FILE are not accepted: the client certificate is valid until 2126-11-03T15:54:28Z, the token expired at 1970-01-01T00:00:01Z",
    ],
    [
      'a user name and a password, which are not shown',
      sentence({ authorization: 'Basic c2VjcmV0' }),
      "the user name and password of user 'me' in FILE are not accepted",
    ],
    [
      'the service account of a pod',
      sentence({ authorization: 'Bearer x' }, nobody('the service account of the pod', 'user')),
      'the token of the service account of the pod is not accepted',
    ],
    ['none', sentence({}), "user 'me' in FILE has no credentials that are sent, and the server wants some"],
  ] as const)
    it(`are named with their user, file and expiry: ${what}`, () => expect(said).to.equal(expected));
});
