import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from '../cli/command-line.ts';
import { IdentityProvider } from './identity-provider.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { createBucket, type S3Server } from './s3-server.ts';
import { startSeaweedfs } from './seaweedfs.ts';

const ROLE = 'arn:aws:iam::role/ShakedownArchive';
const ACCOUNT = 'system:serviceaccount:sonobuoy:shakedown';
const AUDIENCE = 'sts.amazonaws.com';

/** A role that the service account of the plugin may take, and no other one. */
function roleOf(provider: IdentityProvider): object {
  const Version = '2012-10-17';
  const allow = (Action: string) => ({ Effect: 'Allow', Action: [Action], Resource: ['*'] });
  const trust = {
    ...{ Effect: 'Allow', Principal: { Federated: 'cluster' }, Action: ['sts:AssumeRoleWithWebIdentity'] },
    Condition: { StringEquals: { 'oidc:sub': ACCOUNT } },
  };
  const signingKey = randomBytes(32).toString('base64');
  const config = { issuer: provider.issuer, clientId: AUDIENCE, jwksUri: `${provider.issuer}/jwks` };
  return {
    sts: { tokenDuration: '1h', maxSessionLength: '12h', issuer: 'seaweedfs', signingKey },
    providers: [{ name: 'cluster', type: 'oidc', enabled: true, config }],
    policy: { defaultEffect: 'Deny', storeType: 'memory' },
    policies: [{ name: 'Archive', document: { Version, Statement: [allow('s3:*'), allow('sts:ValidateSession')] } }],
    roles: [
      {
        ...{ roleName: 'ShakedownArchive', roleArn: ROLE, attachedPolicies: ['Archive'] },
        trustPolicy: { Version, Statement: [trust] },
      },
    ],
  };
}

describe('The archive on SeaweedFS, with a role of its STS,', function () {
  this.timeout(120_000);
  const provider = new IdentityProvider();
  let keys: AsyncDisposable;
  let server: S3Server;
  let directory: string;
  let run: string;
  before(async () => {
    keys = await provider.serve();
    server = await startSeaweedfs(roleOf(provider));
    await createBucket(server, 'runs');
    directory = await mkdtemp(join(tmpdir(), 'sts-'));
    run = await directoryOf(resultsOf('r1'));
  });
  after(async () => {
    for (const one of [server, keys]) await one[Symbol.asyncDispose]();
    for (const one of [directory, run]) await rm(one, { recursive: true });
  });

  const published = async (of: { sub?: string; seconds?: number } = {}) => {
    const token = join(directory, 'token');
    await writeFile(token, provider.token({ sub: ACCOUNT, aud: AUDIENCE, seconds: 600, ...of }));
    const { exit, stdout, stderr } = await shakedown(
      ['publish', run, '--set', 'archive.bucket=runs', '--set', `archive.endpoint=${server.endpoint}`],
      {
        env: {
          ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_ENDPOINT_URL_STS: server.endpoint },
          ...{ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: token },
        },
      },
    );
    return `${exit} ${stdout}${stderr}`;
  };

  it('takes a run by the token of the service account of the plugin', async () => {
    expect(await published()).to.equal(
      '0 archive: uploaded 3 files (0.0 MB) to s3://runs/shakedown/prod/2026/11/21/r1/\n',
    );
  });

  it('says that the role does not trust another one, and that the token has expired', async () => {
    expect(await published({ sub: 'system:serviceaccount:default:other' })).to.match(
      /^5 not published to archive: ARCHIVE_CREDENTIALS: the role does not trust the identity of this process \(AccessDenied, status 403\)\n/,
    );
    expect(await published({ seconds: -60 })).to.match(
      /^5 not published to archive: ARCHIVE_CREDENTIALS: the web identity token of this process has expired \(ExpiredTokenException, status 400\)\n/,
    );
  });
});
