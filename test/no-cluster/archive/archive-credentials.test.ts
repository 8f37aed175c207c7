import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { openBucket } from '../../../src/archive/bucket.ts';
import { shakedown } from '../cli/command-line.ts';
import { IdentityProvider } from './identity-provider.ts';
import { refusing, takingTemporary, type InFront } from './in-front.ts';
import { PodIdentityRules } from './pod-identity-rules.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { StsRules } from './sts-rules.ts';
import { startVersitygw } from './versitygw.ts';

const KEYS = { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY };
const ACCOUNT = 'system:serviceaccount:sonobuoy:shakedown';
const ARCHIVED = '0 archive: uploaded 3 files (0.0 MB) to s3://runs/shakedown/prod/2026/11/21/r1/\n';
/** The variables by which credentials are found. */
const NOTHING = Object.fromEntries(
  [
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_CONFIG_FILE'],
    ...['AWS_SHARED_CREDENTIALS_FILE', 'AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ENDPOINT_URL_STS'],
    ...['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ].map((name) => [name, undefined]),
);
const { signal } = new AbortController();

describe('The archive gets its credentials by the default chain,', function () {
  this.timeout(60_000);
  const provider = new IdentityProvider();
  let server: S3Server;
  let sts: StsRules;
  let agent: PodIdentityRules;
  /** Takes what both of them hand out, and nothing else. */
  let s3: InFront;
  let directory: string;
  let run: string;
  before(async () => {
    server = await startVersitygw();
    await createBucket(server, 'runs');
    sts = await StsRules.start(provider, ACCOUNT);
    agent = await PodIdentityRules.start(provider, ACCOUNT);
    s3 = await takingTemporary(server.endpoint, KEYS, () => [...sts.valid(), agent.credentials]);
    directory = await mkdtemp(join(tmpdir(), 'credentials-'));
    run = await directoryOf(resultsOf('r1'));
  });
  after(async () => {
    for (const one of [s3, agent, sts, server]) await one[Symbol.asyncDispose]();
    for (const one of [directory, run]) await rm(one, { recursive: true });
  });

  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  const token = ({ sub = ACCOUNT, aud = 'sts.amazonaws.com', seconds = 600 } = {}) =>
    provider.token({ sub, aud, seconds });
  const webIdentity = async (of = {}) => ({
    ...{ AWS_ENDPOINT_URL_STS: sts.endpoint, AWS_ROLE_ARN: sts.role },
    AWS_WEB_IDENTITY_TOKEN_FILE: await file('token', token(of)),
  });
  const podIdentity = async (of = {}) => ({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: await file('pod', token({ aud: 'pods.eks.amazonaws.com', ...of })),
  });
  /** Publishes the run as a process with these variables alone. @returns its exit code and what it says, without the numbers of ports. */
  const published = async (env: Record<string, string>, endpoint = s3.endpoint) => {
    const { exit, stdout, stderr } = await shakedown(
      ['publish', run, '--set', 'archive.bucket=runs', '--set', `archive.endpoint=${endpoint}`],
      { env: { AWS_EC2_METADATA_DISABLED: 'true', ...env } },
    );
    return `${exit} ${stdout}${stderr}`.replaceAll(/127\.0\.0\.1:\d+/g, 'SERVER');
  };
  /** What is wrong when this process has these variables. */
  const wrong = async (env: Record<string, string>, endpoint = s3.endpoint) => {
    using _ = withEnvironment({ ...NOTHING, AWS_EC2_METADATA_DISABLED: 'true', ...env });
    using bucket = await openBucket(configFor({ endpoint }, 'prod').archive);
    const error = await bucket.write('shakedown/x', Buffer.from('x'), signal).then(
      () => new Error('it was written'),
      (thrown: Error) => thrown,
    );
    expect(error.message).to.match(/^.+\n {2}expected: to write s3:\/\/runs\/shakedown\/x\n {2}do: {7}[a-z].{20,}$/);
    return error.message.split('\n')[0];
  };

  it('by web identity', async () => {
    expect(await published(await webIdentity())).to.equal(ARCHIVED);
  });

  it('by Pod Identity', async () => {
    expect(await published(await podIdentity())).to.equal(ARCHIVED);
  });

  it('from a profile with keys, and from one with a role', async () => {
    const { AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, ...more } = await webIdentity();
    const credentials = `[keys]\naws_access_key_id = ${KEYS.accessKeyId}\naws_secret_access_key = ${KEYS.secretAccessKey}\n`;
    const config = `[profile role]\nrole_arn = ${AWS_ROLE_ARN}\nweb_identity_token_file = ${AWS_WEB_IDENTITY_TOKEN_FILE}\n`;
    const files = {
      AWS_SHARED_CREDENTIALS_FILE: await file('credentials', credentials),
      AWS_CONFIG_FILE: await file('config', config),
    };
    expect(await published({ ...files, AWS_PROFILE: 'keys' }, server.endpoint)).to.equal(ARCHIVED);
    expect(await published({ ...files, ...more, AWS_PROFILE: 'role' })).to.equal(ARCHIVED);
    expect(await wrong({ ...files, AWS_PROFILE: 'other' })).to.equal(
      'ARCHIVE_NO_CREDENTIALS: this process has no credentials for S3 (CredentialsProviderError)',
    );
  });

  it('and says what is wrong with a web identity', async () => {
    expect(await wrong(await webIdentity({ seconds: -60 }))).to.equal(
      'ARCHIVE_CREDENTIALS: the web identity token of this process has expired (ExpiredTokenException, status 400)',
    );
    expect(await wrong(await webIdentity({ aud: 'kubernetes' }))).to.equal(
      'ARCHIVE_CREDENTIALS: the web identity token of this process is not accepted (InvalidIdentityTokenException, status 400)',
    );
    expect(await wrong(await webIdentity({ sub: 'system:serviceaccount:default:other' }))).to.equal(
      'ARCHIVE_CREDENTIALS: the role does not trust the identity of this process (AccessDenied, status 403)',
    );
    const right = await webIdentity();
    expect(await wrong({ ...right, AWS_WEB_IDENTITY_TOKEN_FILE: join(directory, 'absent') })).to.equal(
      'ARCHIVE_CREDENTIALS: a file that the credentials of this process are in cannot be read (ENOENT)',
    );
    expect(await wrong({ ...right, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' })).to.equal(
      'ARCHIVE_CREDENTIALS: the server that gives this process credentials cannot be reached (ECONNREFUSED)',
    );
  });

  it('and says that Pod Identity gives it none', async () => {
    expect(await wrong(await podIdentity({ seconds: -60 }))).to.equal(
      'ARCHIVE_NO_CREDENTIALS: the agent of Pod Identity gives this process no credentials (CredentialsProviderError)',
    );
  });

  it('and says that they have expired', async () => {
    await using expired = await refusing(server.endpoint, Number.POSITIVE_INFINITY, 400, 'ExpiredToken');
    expect(await wrong({ ...CREDENTIALS, AWS_SESSION_TOKEN: 'of-yesterday' }, expired.endpoint)).to.equal(
      'ARCHIVE_EXPIRED: the credentials of this process have expired (ExpiredToken, status 400)',
    );
  });

  it('and gets new ones with the token that the kubelet has renewed', async () => {
    await using brief = await StsRules.start(provider, ACCOUNT);
    brief.validSeconds = 3;
    await using taking = await takingTemporary(server.endpoint, KEYS, () => brief.valid());
    using _ = withEnvironment({
      ...NOTHING,
      ...(await webIdentity({ seconds: 3 })),
      AWS_ENDPOINT_URL_STS: brief.endpoint,
    });
    using bucket = await openBucket(configFor(taking, 'prod').archive);
    await bucket.write('shakedown/long/1', Buffer.from('1'), signal);
    while (brief.valid().length > 0) await sleep(100);
    await file('token', token());
    await bucket.write('shakedown/long/2', Buffer.from('2'), signal);
    expect((await bucket.read('shakedown/long/2', 9, signal))?.bytes.toString()).to.equal('2');
  });
});
