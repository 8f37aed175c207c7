import { expect } from 'chai';
import { parseThresholds } from './thresholds.ts';

const thrown = (text: string, asked = 0) => {
  try {
    parseThresholds(text, asked);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing thrown';
};

/** What is wrong, without the code. */
const headline = (text: string) => /^\w+: (.*)/.exec(text)?.[1];

describe('Thresholds', () => {
  it('are read one a line or separated by semicolons, in base units, without comments', () => {
    const text =
      'p95 < 500ms; failures < 1%  # as the contract says\n\n# all:\nGET /cart#top p99 <= 1.5s\nrate >= 190/s';
    expect(parseThresholds(text, 200)).to.deep.equal([
      { endpoint: 'all', metric: 'p95', operator: '<', limit: 0.5, text: 'p95 < 500ms' },
      { endpoint: 'all', metric: 'failures', operator: '<', limit: 0.01, text: 'failures < 1%' },
      { endpoint: 'GET /cart#top', metric: 'p99', operator: '<=', limit: 1.5, text: 'GET /cart#top p99 <= 1.5s' },
      { endpoint: 'all', metric: 'rate', operator: '>=', limit: 190, text: 'rate >= 190/s' },
    ]);
  });

  it('are read separated by commas, which is what people type first', () => {
    const read = (text: string) =>
      parseThresholds(text, 200).map(({ endpoint, metric, operator, limit }) => [endpoint, metric, operator, limit]);
    const both = [
      ['all', 'p95', '<', 0.5],
      ['all', 'failures', '<', 0.01],
    ];
    for (const text of [
      'p95 < 500ms, failures < 1%',
      'p95<500ms,failures<1%',
      'p95 < 500 ms\r\nfailures < 1 %\r\n',
      'P95 < 0.5s,, Failures < 0.01,',
    ])
      expect(read(text), text).to.deep.equal(both);
    expect(read("\"GET /a,b\" p95 <= 1s, 'it, is' p99 =< 2s, GET /it's p50 ≤ 3s, rate ≥ 100 rps")).to.deep.equal([
      ['GET /a,b', 'p95', '<=', 1],
      ['it, is', 'p99', '<=', 2],
      ["GET /it's", 'p50', '<=', 3],
      ['all', 'rate', '>=', 100],
    ]);
  });

  it('may be written as a list, and name all requests and endpoints as Locust and people do', () => {
    const read = (text: string) => parseThresholds(text, 0).map(({ endpoint, metric }) => `${endpoint} ${metric}`);
    expect(read('- p95 < 500ms\n- failures < 1%')).to.deep.equal(['all p95', 'all failures']);
    for (const mark of ['*', '+', '•', '–', '1.', '12)'])
      expect(read(`${mark} GET /cart p95 < 500ms`), mark).to.deep.equal(['GET /cart p95']);
    for (const all of ['Aggregated', 'aggregated', 'ALL', 'All', 'all:', '- Aggregated:'])
      expect(read(`${all} p95 < 500ms`), all).to.deep.equal(['all p95']);
    expect(read('GET /cart: p99 < 2s')).to.deep.equal(['GET /cart p99']);
    expect(read('"GET /cart:" p99 < 2s')).to.deep.equal(['GET /cart: p99']);
    expect(thrown('p95 < 1s; Aggregated p95 < 2s')).to.match(/^LOAD_THRESHOLDS_CONTRADICT/);
  });

  it('are read to the last character, or refused', () => {
    for (const text of [
      'p90 < 500ms, failures < 1%',
      'p95 500ms, failures < 1%',
      'p95 < 500ms failures < 1%',
      'p95 < 500ms and failures < 1%',
      'p95 failures < 1%',
      'GET /cart failures p95 < 1s',
      'GET /cart p95 and failures < 1%',
      'cart p95 rate >= 10/s',
      'cart p95: failures < 1%',
      '[ p95 < 500ms',
      '[GET /cart p95 < 500ms',
      'GET /cart p95 < 500ms]',
      '-> p95 < 500ms',
      '… p95 < 500ms',
      'GET /a,b p95 < 1s',
      '"GET /a p95 < 1s',
      '"" p95 < 1s',
      'p95 < 500ms!',
      'p95 < 1s < 2s',
      'p95 < 500MS',
      'p95 == 500ms',
      'p95 <> 500ms',
      'p95 << 500ms',
    ])
      expect(thrown(text, 100), text).to.match(/^LOAD_THRESHOLD_INVALID: /);
  });

  it('may be none', () => {
    expect(parseThresholds(' \n# nothing yet\n', 0)).to.deep.equal([]);
  });

  it('that are invalid are refused with what is wrong and how to write them', () => {
    const why = (text: string) => headline(thrown(text, 100));
    expect(why('p95 < 500')).to.equal("'p95 < 500': a latency needs its unit: write 500ms or 1.5s");
    expect(why('p95 > 500ms')).to.equal("'p95 > 500ms': p95 has an upper bound: write p95 < 500ms");
    // Who writes 1 means 1 %, and 100 % would hold whatever happens.
    for (const [limit, meant] of Object.entries({ 1: '1%', '1.0': '1%', 1.1: '1.1%', 5: '5%', 500: '1%' }))
      expect(why(`failures < ${limit}`)).to.equal(
        `'failures < ${limit}': failures are a share of the requests: write ${meant}`,
      );
    for (const text of ['failures <= 100%', 'GET /a failures <= 100.0%'])
      expect(why(text)).to.equal(`'${text}': it holds whatever happens: write failures < 1%`);
    expect(parseThresholds('failures < 100%', 0)[0]?.limit).to.equal(1);
    expect(why('failures < 101%')).to.match(/are at most 100%/);
    expect(why('failures <= 101%')).to.match(/are at most 100%/);
    expect(why('failures < 0%')).to.equal("'failures < 0%': nothing is below 0: write failures <= 0");
    const whole = (text: string) =>
      `'${text}': percentiles are measured in whole milliseconds: write 1ms or more, without fractions of a millisecond`;
    for (const text of ['p95 < 0.1ms', 'p95 < 1.5ms', 'p50 <= 0ms', 'GET /cart p99 < 0.0004s', 'p99 < 1.0001s'])
      expect(why(text)).to.equal(whole(text));
    expect(parseThresholds('p50 < 1ms; p95 < 1.001s; p99 <= 0.5m', 0).map(({ limit }) => limit)).to.deep.equal([
      0.001, 1.001, 30,
    ]);
    expect(why('rate < 50/s')).to.equal("'rate < 50/s': a rate has a lower bound: write rate >= 50/s");
    expect(why('rate > many')).to.equal("'rate > many': a rate is requests per second: write 200/s");
  });

  it('with a name of a metric in that of an endpoint need quotes', () => {
    const two = 'it has two metrics: separate thresholds by commas, and write an endpoint of that name in quotes';
    for (const text of ['GET /cart failures p95 < 1s', 'cart p95 rate >= 10/s', 'p95 failures < 1%'])
      expect(headline(thrown(text, 100))).to.equal(`'${text}': ${two}`);
    const named = parseThresholds('"cart rate of ann" p95 < 1s; GET /rate p95 < 1s; GET /p95 failures < 1%', 0);
    expect(named.map(({ endpoint }) => endpoint)).to.deep.equal(['cart rate of ann', 'GET /rate', 'GET /p95']);
  });

  it('that are written as lists of YAML or JSON are refused for their brackets and quotes', () => {
    for (const [text, first] of [
      ['[p95 < 500ms, failures < 1%]', '[p95 < 500ms'],
      ['[ p95 < 500ms, failures < 1% ]', '[ p95 < 500ms'],
      ['[GET /cart p95 < 500ms, failures < 1%]', '[GET /cart p95 < 500ms'],
      ['"p95 < 500ms", "failures < 1%"', '"p95 < 500ms"'],
      ["['p95 < 500ms', 'failures < 1%']", "['p95 < 500ms'"],
      ['p95 < 500ms]', 'p95 < 500ms]'],
    ] as const)
      expect(headline(thrown(text)), text).to.equal(
        `'${first}': write thresholds without brackets, and only the name of an endpoint in quotes`,
      );
    expect(parseThresholds('[admin] GET / p95 < 1s', 0)[0]?.endpoint).to.equal('[admin] GET /');
  });

  it('with a number that is not read say how it is written', () => {
    const why = (text: string) => headline(thrown(text, 100));
    expect(why('p95 < .5s')).to.equal("'p95 < .5s': write a digit before the point: 0.5s");
    expect(why('failures < .5%')).to.equal("'failures < .5%': write a digit before the point: 0.5%");
    expect(why('P95 < 500MS')).to.equal("'P95 < 500MS': a unit of time is written in small letters: 500ms");
    expect(why('p95 < 5x')).to.equal("'p95 < 5x': a latency is a length of time: write 500ms or 1.5s");
    for (const [text, seen] of [
      ['p95 < 1,5s, failures < 1%', 'p95 < 1,5s'],
      ['failures < 1%; GET /cart p95 < 1,5 s', 'GET /cart p95 < 1,5 s'],
      ['rate >= 1,000/s', 'rate >= 1,000/s'],
    ])
      expect(why(text!)).to.equal(`'${seen}': numbers have a decimal point and no commas: write 1.5 or 1000`);
  });

  it('are not lost in a comment', () => {
    const why = 'its comment, which ends with the line, has a threshold in it: write that on a line of its own';
    for (const text of ['p95 < 500ms # x, failures < 1%', 'p95 < 500ms # all: GET /cart failures<=1%, rest'])
      expect(headline(thrown(text))).to.equal(`'${text}': ${why}`);
    expect(parseThresholds('# p95 < 400ms\np95 < 500ms # p95, of all\nfailures < 1%', 0)).to.have.length(2);
  });

  it('that contradict each other are refused with both', () => {
    const seen = (text: string, asked = 0) => headline(thrown(text, asked));
    expect(thrown('p95 < 500ms; p95 < 1s')).to.equal(
      "LOAD_THRESHOLDS_CONTRADICT: 'p95 < 500ms' and 'p95 < 1s' bound the same\n" +
        '  expected: thresholds that can all hold at the same time\n' +
        '  do:       keep the one you mean',
    );
    expect(seen('p50 < 1s; p95 < 500ms')).to.equal(
      "'p50 < 1s' allows more than 'p95 < 500ms', though p50 is never above p95",
    );
    expect(thrown('rate >= 50')).to.equal(
      "LOAD_THRESHOLDS_CONTRADICT: 'rate >= 50', but the test asks for no rate\n" +
        '  expected: thresholds that can all hold at the same time\n' +
        '  do:       add --rate 50 (RATE in locust-properties), or leave this threshold out',
    );
    expect(thrown('rate >= 50/s', 40)).to.equal(
      "LOAD_THRESHOLDS_CONTRADICT: 'rate >= 50/s', but the rate of the test is only 40/s\n" +
        '  expected: thresholds that can all hold at the same time\n' +
        '  do:       lower the threshold, or raise the rate: --rate 50 (RATE in locust-properties)',
    );
  });

  it('of different endpoints do not contradict each other', () => {
    expect(parseThresholds('GET /a p95 < 1s; GET /b p95 < 2s; p95 < 100ms', 0)).to.have.length(3);
  });
});
