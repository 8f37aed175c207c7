import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect } from 'chai';
import { readAuthorities } from './read-authorities.ts';

describe('A file with certificate authorities', () => {
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'authorities-'))));
  after(() => rm(directory, { recursive: true }));

  const read = async (text: string) => {
    const file = join(directory, 'ca.pem');
    await writeFile(file, text);
    return await readAuthorities(file, 'archive.ca', 'ARCHIVE_CA').catch((error: Error) => error.message);
  };
  const said = (seen: string) =>
    `ARCHIVE_CA: ${seen}\n  expected: the certificate authorities of archive.ca, in PEM\n  do:       correct archive.ca`;

  it('is read, with all of them, and comments between them', async () => {
    const [one = '', other = ''] = rootCertificates;
    const found = await read(`# mine\n${one}\n# another\n${other}\n`);
    const names = [one, other].map((text) => new X509Certificate(text).subject);
    expect([found].flat().map((text) => new X509Certificate(text).subject)).to.deep.equal(names);
  });

  it('has to be there, and to have a certificate that can be read', async () => {
    const file = join(directory, 'ca.pem');
    expect(await read('a key')).to.equal(said(`${file} has no certificate`));
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(await read(broken)).to.equal(said(`a certificate in ${file} cannot be read`));
    const absent = await readAuthorities('/no/such/ca.pem', 'archive.ca', 'ARCHIVE_CA').catch((error: Error) => error);
    expect(absent).to.have.property('message', said('/no/such/ca.pem does not exist (ENOENT)'));
  });
});
