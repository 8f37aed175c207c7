import { expect } from 'chai';
import { credentialsError } from './credentials-error.ts';

const tried = 'to write s3://runs/a';
const secret = 'eyJhbGciOiJSUzI1NiJ9.a-token';
const named = (name: string, status?: number) =>
  Object.assign(new Error(`refused ${secret}`), { name, ...(status && { $metadata: { httpStatusCode: status } }) });

describe('An error of the credentials of the archive', () => {
  for (const [thrown, seen] of [
    [
      named('ExpiredTokenException', 400),
      'the web identity token of this process has expired (ExpiredTokenException, status 400)',
    ],
    [
      named('InvalidIdentityTokenException', 400),
      'the web identity token of this process is not accepted (InvalidIdentityTokenException, status 400)',
    ],
    [
      named('IDPRejectedClaimException', 403),
      'the role does not trust the identity of this process (IDPRejectedClaimException, status 403)',
    ],
    [named('AccessDenied', 403), 'the role does not trust the identity of this process (AccessDenied, status 403)'],
    [
      Object.assign(new Error(secret), { code: 'EACCES' }),
      'a file that the credentials of this process are in cannot be read (EACCES)',
    ],
    [
      new AggregateError([Object.assign(new Error(secret), { code: 'ECONNREFUSED' })]),
      'the server that gives this process credentials cannot be reached (ECONNREFUSED)',
    ],
    [
      named('RegionDisabledException', 403),
      'the credentials of this process cannot be obtained (RegionDisabledException, status 403)',
    ],
    [new Error(secret), 'the credentials of this process cannot be obtained'],
  ] as const)
    it(`says without a secret: ${seen}`, () => {
      const error = credentialsError(thrown, tried, {});
      expect(error).to.include({ code: 'ARCHIVE_CREDENTIALS', seen, expected: tried, meaning: 'infrastructure' });
      expect(error.todo).to.match(/^[a-z].{20}/);
      expect(error.message).not.to.contain(secret);
    });

  it('says that there are none, and who should give them', () => {
    const none = named('CredentialsProviderError');
    const said = (env: NodeJS.ProcessEnv) => credentialsError(none, tried, env).message;
    expect(said({})).to.match(
      /^ARCHIVE_NO_CREDENTIALS: this process has no credentials for S3 \(CredentialsProviderError\)\n.*\n {2}do: {7}set AWS_ACCESS_KEY_ID/,
    );
    expect(said({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials' })).to.match(
      /^ARCHIVE_NO_CREDENTIALS: the agent of Pod Identity gives this process no credentials \(CredentialsProviderError\)\n.*\n {2}do: {7}check the association/,
    );
  });
});
