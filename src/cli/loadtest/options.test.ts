import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { propertiesOf } from './options.ts';

describe('The flags of a load test', () => {
  it('are refused when the file for certificates of an authority contains none', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'flags-'));
    try {
      const ca = join(directory, 'ca.der');
      await writeFile(ca, '0\u0082\u0001');
      const refusal = await propertiesOf({ name: 'locust', ca }).catch((error: Error) => error.message);
      expect(refusal).to.equal(
        `LOAD_CA_UNREADABLE: ${ca}: no certificate is in it (a line '-----BEGIN CERTIFICATE-----')\n` +
          '  expected: a file with the certificate of an authority (PEM)\n' +
          '  do:       name a file with a certificate in PEM: --ca FILE',
      );
      const whole = await propertiesOf({ name: 'locust', ca: directory }).catch((error: Error) => error.message);
      expect(whole).to.match(/^LOAD_CA_UNREADABLE: \/\S+ is a directory, and not a file \(EISDIR\)\n/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
