import { expect } from 'chai';
import { TEST_CA } from './certificate.fixture.ts';
import { certificatesProblem } from './certificates.ts';

describe('The certificates of an authority', () => {
  it('are PEM, one or several, with any text between them', () => {
    expect(certificatesProblem(TEST_CA)).to.equal(undefined);
    expect(certificatesProblem(`# our authority\n${TEST_CA}\nthe old one:\n${TEST_CA}`)).to.equal(undefined);
  });

  it('are refused when they are not PEM', () => {
    const none = "no certificate is in it (a line '-----BEGIN CERTIFICATE-----')";
    for (const text of ['', 'pem', '0\u0082\u0001\u008b', TEST_CA.replaceAll('CERTIFICATE', 'PUBLIC KEY')])
      expect(certificatesProblem(text), text).to.equal(none);
  });

  it('are all complete', () => {
    const [begin = '', first = '', ...rest] = TEST_CA.split('\n');
    const cut = [begin, first.slice(0, 20), ...rest].join('\n');
    expect(certificatesProblem(TEST_CA + cut)).to.equal('certificate 2 of 2 cannot be read');
    expect(certificatesProblem(TEST_CA + TEST_CA.slice(0, 200))).to.equal('certificate 2 of 2 cannot be read');
  });
});
