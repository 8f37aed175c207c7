import { expect } from 'chai';
import { redacted } from '../redaction/redacted.ts';
import { lastLines, lastWords } from './log-lines.ts';

describe('A private key that is printed over many lines of a log', () => {
  const data = (line: number) => `${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2).slice(0, 62)}0${line}`;
  const body = [data(1), data(2), data(3), 'tQ8=='];
  const [begin, end] = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'];

  for (const [what, lines, shown] of [
    ['is hidden as a whole', ['start', `key: ${begin}`, ...body, end, 'failed'], 'start | key: *** | failed'],
    ['shows what follows in its last line', [begin, ...body, `${end} is wrong`], '*** | is wrong'],
    ['hides what a logger writes line by line', [begin, ...body, end].map((one) => `12:00:00 ${one}`), '12:00:00 ***'],
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

  /** The lines of base64 of as many bytes, which are no real key. */
  const key = (bytes: number) => {
    const text = Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 151 + 7 * (at >> 3)) % 256)).toString(
      'base64',
    );
    return text.match(/.{1,64}/g) ?? [];
  };
  const pieces = key(1_190);
  const whole = [begin, ...pieces, end];
  const loggers: Readonly<Record<string, (line: string) => string>> = {
    'with nothing around it': (line) => line,
    'behind a time': (line) => `2026-11-21T08:14:50.1Z INFO app ${line}`,
    'behind colons': (line) => `INFO:root:${line}`,
    'in JSON, as the last field': (line) => `{"level":"info","msg":"${line}"}`,
    'in JSON, between others': (line) => `{"level":"info","msg":"${line}","time":"12:00:00"}`,
    'in JSON with spaces': (line) => `{"level": "info", "message": "${line}"}`,
    'in JSON with escapes': (line) => `{"message":"${line.replaceAll('/', '\\/').replaceAll('+', '\\u002B')}\\n"}`,
    'in logfmt with quotes': (line) => `level=info msg="${line}"`,
    'in logfmt without quotes': (line) => `level=info msg=${line} logger=app`,
    'as an array': (line) => `'${line}',`,
    'as parts of a string': (line) => `"${line}\\n" +`,
    'with colours': (line) => `\u001B[32mINFO\u001B[0m \u001B[1m${line}\u001B[0m`,
  };
  for (const [how, logger] of Object.entries(loggers)) {
    const visible = (lines: readonly string[]) => {
      const text = [...lines.map(logger), 'failed'].join('\n');
      const shown = `${lastLines(text)} ${lastWords(text)}`;
      const body = lines.filter((line) => !line.includes('--'));
      return [shown.endsWith('failed'), body.filter((line) => shown.includes(line.slice(0, 12))).length];
    };
    for (const size of [1_153, 1_190, 1_191, 1_192, 118, 48])
      it(`is hidden ${how}, of ${size} bytes`, () => {
        expect(visible([begin, ...key(size), end])).to.deep.equal([true, 0]);
        expect(visible(['begin--', begin, ...key(size), end])).to.deep.equal([true, 0]);
      });

    it(`is hidden ${how}, with its beginning cut off`, () => {
      for (const count of [2, 3, 4, 9]) expect(visible(whole.slice(-count)), `${count} lines`).to.deep.equal([true, 0]);
    });

    it(`is hidden ${how}, with its end cut off, or both`, () => {
      expect(visible(whole.slice(0, 10))).to.deep.equal([true, 0]);
      expect(visible(whole.slice(5, 15))).to.deep.equal([true, 0]);
    });
  }

  it('is hidden in the form of any logger when its beginning is cut off, from the first line on', () => {
    const lines = [...whole.slice(-9, -1).map((line) => `<${line}/>`), 'request 7', ...whole.slice(-3), 'failed'];
    expect(lastLines(lines.join('\n'))).to.equal('*** | failed');
  });

  it('is hidden line by line when others are between its lines', () => {
    const lines = [begin, ...pieces.slice(0, 6).flatMap((piece, at) => [piece, `request ${at}`]), end];
    expect(lastLines(lines.slice(-4, -1).join('\n'))).to.equal('request 4 | *** | request 5');
    expect(lastLines(lines.slice(0, 5).join('\n'))).to.equal('request 0 | *** | request 1');
  });

  it('is no message about a key: what is between its two marks is shown', () => {
    for (const what of ['CERTIFICATE', 'PRIVATE KEY']) {
      const [from, to] = [`want -----BEGIN ${what}-----`, `no -----END ${what}-----`];
      expect(lastLines(`${from}\nconnect to database\n${to}`)).to.equal(`${from} | connect to database | ${to}`);
      expect(lastLines(`${from}\ncannot connect to database\n${to}\nexit`)).to.equal(
        `cannot connect to database | ${to} | exit`,
      );
      expect(lastLines(`connect to database\n${to}\nexit`)).to.equal(`connect to database | ${to} | exit`);
    }
    expect(lastLines([begin, ...pieces, begin, 'no database', end].join('\n'))).to.equal(
      `*** | ${begin} | no database | ${end}`.replace('*** | ', ''),
    );
  });

  it('shows paths, names and digests that are as long as its lines', () => {
    const lines = [
      `cannot open /${'var/lib/shop/'.repeat(5)}v2/cart`,
      `cannot open /${'var/lib/shop/'.repeat(5)}v2/user`,
      `{"level":"error","msg":"no database","traceId":"${pieces[1]}"}`,
    ];
    expect(lastLines(lines.slice(0, 2).join('\n'))).to.equal(lines.slice(0, 2).join(' | '));
    const traced = '{"level":"error","msg":"no database","traceId":"***"}';
    expect(lastLines([lines[2], lines[2]].join('\n'))).to.equal(`${traced} | ${traced}`);
    const path = `/home/ann/Projects/${'shop/'.repeat(6)}v2/cart`;
    expect(lastLines(`cannot open ${path}`)).to.equal(`cannot open ${path}`);
  });
});
