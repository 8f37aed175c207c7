import { expect } from 'chai';
import { lastLines } from './log-lines.ts';

describe('The end of a log', () => {
  it('is its last lines that are not empty, in one', () => {
    expect(lastLines('one\ntwo\n\n  three\r\nfour\n\n')).to.equal('two | three | four');
    expect(lastLines('\n \n')).to.equal('');
    expect(lastLines('unable to retrieve container logs for containerd://abc')).to.equal('');
  });

  it('is bounded', () => {
    expect(lastLines('x '.repeat(5_000))).to.have.length(241);
  });

  it('hides a run of characters as long as no word, whose search for credentials would take minutes', () => {
    for (const char of ['x', '/', '+', '-'])
      expect(lastLines(`key ${char.repeat(100_000)}, then\nno database`)).to.equal('key ***, then | no database');
  });

  it('hides a credential of any length at the end of a long line', () => {
    const line = `${'word '.repeat(100_000)}password=${'a!'.repeat(2_500)}`;
    expect(lastLines(line)).to.match(/^…(?:\w* )+password=\*\*\*$/);
  });

  for (const [line, shown] of [
    ['connect to postgres://app:s3cret@db:5432/shop failed', 'connect to postgres://app:***@db:5432/shop failed'],
    ['DB_PASSWORD=hunter2 is wrong', 'DB_PASSWORD=*** is wrong'],
    ['{"apiKey":"abc","user":"jane"}', '{"apiKey":"***","user":"jane"}'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['sent bearer 0123456789abcdef', 'sent bearer ***'],
    ['client_secret: xyz, scope: all', 'client_secret: ***, scope: all'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln is expired', 'token *** is expired'],
    ['key AKIAIOSFODNN7EXAMPLE denied', 'key *** denied'],
    ['got d41d8cd98f00b204e9800998ecf8427e', 'got ***'],
    [
      'want -----BEGIN CERTIFICATE-----, seen -----END CERTIFICATE-----',
      'want -----BEGIN CERTIFICATE-----, seen -----END CERTIFICATE-----',
    ],
    [
      'no -----BEGIN PRIVATE KEY----- in /var/lib/shop/certificates/key.pem',
      'no -----BEGIN PRIVATE KEY----- in /var/lib/shop/certificates/key.pem',
    ],
    ['no -----END PRIVATE KEY----- in key.pem', 'no -----END PRIVATE KEY----- in key.pem'],
    ['-----BEGIN PRIVATE KEY----- is absent from key.pem', '-----BEGIN PRIVATE KEY----- is absent from key.pem'],
    ['no database at db:5432', 'no database at db:5432'],
    ['unknown option --no-such-knob', 'unknown option --no-such-knob'],
  ] as const)
    it(`shows "${shown}"`, () => {
      expect(lastLines(line)).to.equal(shown);
    });
});
