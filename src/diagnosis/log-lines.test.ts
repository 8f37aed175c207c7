import { expect } from 'chai';
import { lastLines, lastWords, redacted } from './log-lines.ts';

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
    const addresses = 'a://b:'.repeat(100_000);
    expect(lastLines(`to ${addresses} now`)).to.equal('*** now');
  });

  it('is looked for credentials at the end of a long line alone, of which no part of a word is shown', () => {
    const line = `${'word '.repeat(100_000)}password=${'a!'.repeat(2_500)}`;
    expect(lastLines(line)).to.equal('***');
  });

  describe('with a private key that is printed over many lines', () => {
    const data = (line: number) => `${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2).slice(0, 62)}0${line}`;
    const body = [data(1), data(2), data(3), 'tQ8=='];
    const [begin, end] = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'];

    for (const [what, lines, shown] of [
      ['hides it as a whole', ['start', `key: ${begin}`, ...body, end, 'failed'], 'start | key: *** | failed'],
      ['shows what follows in its last line', [begin, ...body, `${end} is wrong`], '*** | is wrong'],
      [
        'hides what a logger writes line by line',
        [begin, ...body, end].map((one) => `12:00:00 ${one}`),
        '12:00:00 ***',
      ],
      ['hides one with headers', [begin, 'Proc-Type: 4,ENCRYPTED', '', ...body, end, 'failed'], '*** | failed'],
      ['hides one whose beginning is cut off', [...body, end, 'failed'], '*** | failed'],
      ['hides one of which only the last lines are there', ['tQ8==', end, 'failed'], '*** | failed'],
      ['hides one whose end is cut off', ['start', begin, data(1), data(2)], 'start | ***'],
      ['hides one with neither', [data(1), data(2), data(3)], '***'],
      [
        'shows what follows one without its end',
        [begin, data(1), 'it has no end', 'failed'],
        '*** | it has no end | failed',
      ],
      ['hides one in one line', [`key ${[begin, ...body, end].join(' ')}`, 'failed'], 'key *** | failed'],
      [
        'shows a long path',
        [`cannot read /${'usr/'.repeat(20)}key`, 'failed'],
        `cannot read /${'usr/'.repeat(20)}key | failed`,
      ],
    ] as const)
      it(what, () => {
        expect(lastLines(lines.join('\n'))).to.equal(shown);
        expect(lastWords(lines.join('\n'))).to.equal(shown.replaceAll(' | ', ' '));
      });

    it('hides it in a text of one line that begins in the middle of it', () => {
      expect(redacted(`${body.join(' ')} ${end} is wrong`)).to.equal('*** is wrong');
    });
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
    ['sha d41d8cd98f00b204e9800998ecf8427e', 'sha ***'],
    ['no database at db:5432', 'no database at db:5432'],
    ['unknown option --no-such-knob', 'unknown option --no-such-knob'],
  ] as const)
    it(`shows "${shown}"`, () => {
      expect(lastLines(line)).to.equal(shown);
    });
});
