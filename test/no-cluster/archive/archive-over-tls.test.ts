import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { deliver } from '../../../src/archive/deliver.ts';
import { certificateFor, inDays, type TestCertificate } from '../../own-cluster/faults/certificate.ts';
import { directoryOf, resultsOf } from './runs.ts';
import { configFor, CREDENTIALS, withEnvironment, type S3Server } from './s3-server.ts';
import { startVersitygw } from './versitygw.ts';

const never = new AbortController().signal;

describe('The archive on versitygw with TLS', function () {
  this.timeout(120_000);
  let environment: Disposable;
  let directory: string;
  let trusted: TestCertificate;
  before(async () => {
    environment = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    directory = await mkdtemp(join(tmpdir(), 'over-tls-'));
    trusted = await certificateFor('localhost', inDays(-1), inDays(1));
  });
  after(async () => {
    environment[Symbol.dispose]();
    await rm(directory, { recursive: true });
  });

  /** What publishing a run does, or the error, without the number of the port. @param ca what the file of `archive.ca` has; without it there is none. */
  async function publish(server: Pick<S3Server, 'endpoint'>, ca?: string): Promise<string> {
    const file = join(directory, 'ca.pem');
    if (ca !== undefined) await writeFile(file, ca);
    const results = resultsOf('r1');
    const run = await directoryOf(results);
    const config = configFor(server, 'prod', ca === undefined ? {} : { ca: file });
    const did = await deliver({ directory: run, results, config }, never).catch((error: Error) => error.message);
    await rm(run, { recursive: true });
    return did.replaceAll(/localhost:\d+/g, 'SERVER').replaceAll(file, 'CA');
  }
  async function started(certificate: TestCertificate): Promise<S3Server> {
    const server = await startVersitygw(undefined, certificate);
    await mkdir(join(server.directory, 'objects/runs'));
    return server;
  }
  const untrusted = (seen: string, todo: string) =>
    [
      `ARCHIVE_UNTRUSTED: SERVER has a certificate ${seen}`,
      '  expected: to write s3://runs/shakedown/prod/2026/11/21/r1/run.json',
      `  do:       ${todo}`,
    ].join('\n');

  it('is written where archive.ca names the authority, and not where it names none or another', async () => {
    await using server = await started(trusted);
    expect(await publish(server, trusted.cert)).to.equal(
      'uploaded 3 files (0.0 MB) to s3://runs/shakedown/prod/2026/11/21/r1/',
    );
    const other = await certificateFor('localhost', inDays(-1), inDays(1));
    for (const ca of [undefined, other.cert])
      expect(await publish(server, ca)).to.equal(
        untrusted(
          'that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
          'name the certificate authority that issued it in archive.ca',
        ),
      );
    expect(await publish(server, 'nothing')).to.equal(
      'ARCHIVE_CA: CA has no certificate\n  expected: the certificate authorities of archive.ca, in PEM\n  do:       correct archive.ca',
    );
  });

  it('says that its certificate has expired', async () => {
    const expired = await certificateFor('localhost', inDays(-3), inDays(-1));
    await using server = await started(expired);
    expect(await publish(server, expired.cert)).to.equal(
      untrusted(
        'that has expired (CERT_HAS_EXPIRED)',
        'renew the certificate of the server; if it is valid, set the clock of this machine',
      ),
    );
  });

  it('says that its certificate is for other names', async () => {
    const foreign = await certificateFor('s3.example.com', inDays(-1), inDays(1));
    await using server = await started(foreign);
    expect(await publish(server, foreign.cert)).to.equal(
      untrusted(
        'for other names (ERR_TLS_CERT_ALTNAME_INVALID)',
        'write archive.endpoint with a name that the certificate has, or issue one for this name',
      ),
    );
  });

  it('says that a server without TLS speaks none', async () => {
    await using server = await startVersitygw();
    const did = await publish({ endpoint: server.endpoint.replace('http://127.0.0.1', 'https://localhost') });
    expect(did).to.equal(
      [
        'ARCHIVE_UNTRUSTED: SERVER speaks no TLS, or none that this machine accepts (EPROTO)',
        '  expected: to write s3://runs/shakedown/prod/2026/11/21/r1/run.json',
        '  do:       check the port in archive.endpoint, or begin it with http://',
      ].join('\n'),
    );
  });
});
