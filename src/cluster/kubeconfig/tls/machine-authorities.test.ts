import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { machineAuthorities } from './machine-authorities.ts';
import { authority, legacy, named } from './server-certificates.fixture.ts';

describe('The authorities of this machine', () => {
  let folder = '';
  const extra = new Set(getCACertificates('extra'));
  const found = (env: Record<string, string>) => machineAuthorities(env).filter((one) => !extra.has(one));

  beforeEach(function () {
    if (process.platform === 'darwin' || process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'authorities-'));
    mkdirSync(join(folder, 'more', 'deeper'), { recursive: true });
    writeFileSync(join(folder, 'file.pem'), `${legacy}# a text\n${named}`);
    writeFileSync(join(folder, 'more', 'a.pem'), authority);
    writeFileSync(join(folder, 'more', 'b.0'), named);
    writeFileSync(join(folder, 'more', 'README'), 'not one');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are those that the environment names, each once', () => {
    const SSL_CERT_FILE = join(folder, 'file.pem');
    expect(found({ SSL_CERT_FILE, SSL_CERT_DIR: '/none' })).to.deep.equal([legacy, named]);
    expect(found({ SSL_CERT_FILE, SSL_CERT_DIR: `/none:${join(folder, 'more')}` })).to.deep.equal([
      ...[legacy, named, authority],
    ]);
    expect(found({ SSL_CERT_FILE: '/none', SSL_CERT_DIR: join(folder, 'more') })).to.deep.equal([authority, named]);
  });

  it('are none when nothing can be read', () => {
    expect(machineAuthorities({ SSL_CERT_FILE: '/none', SSL_CERT_DIR: '/none' })).to.deep.equal([]);
  });
});
