import { expect } from 'chai';
import { parseThresholds } from './thresholds.ts';

const thrown = (text: string) => {
  try {
    parseThresholds(text, 100);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing thrown';
};

/** What is wrong, and what to do about it. */
const answer = (text: string) => {
  const [, why, todo] = /^LOAD_THRESHOLD_INVALID: (.*)\n.*\n {2}do: {7}(.*)$/.exec(thrown(text)) ?? [];
  return [why, todo];
};

describe('A text that is no threshold', () => {
  it('is answered with the part that is wrong, what was expected, and the right form', () =>
    expect(thrown('p96 < 500ms')).to.equal(
      "LOAD_THRESHOLD_INVALID: 'p96 < 500ms': unknown metric 'p96': the metrics are p50, p95, p99, failures and rate\n" +
        '  expected: thresholds such as `p95 < 500ms, failures < 1%, rate >= 200/s, GET /cart p99 < 2s`\n' +
        '  do:       did you mean p95 < 500ms?',
    ));

  for (const [text, name, meant] of [
    ['p90 < 500ms', 'p90', 'p95 < 500ms'],
    ['cart p99.9 <= 1s', 'p99.9', 'cart p99 < 1s'],
    ['p75 < 1s', 'p75', 'p95 < 1s'],
    ['p999 < 1s', 'p999', 'p99 < 1s'],
    ['p100 < 1s', 'p100', 'p99 < 1s'],
    ['100% < 1s', '100%', 'p99 < 1s'],
    ['p100.0 < 1s', 'p100.0', 'p99 < 1s'],
    ['95% < 1s', '95%', 'p95 < 1s'],
    ['error < 1%', 'error', 'failures < 1%'],
    ['GET /cart errors < 1%', 'errors', 'GET /cart failures < 1%'],
    ['error rate < 1%', 'error rate', 'failures < 1%'],
    ['GET /cart failure rate > 1%', 'failure rate', 'GET /cart failures < 1%'],
    ['success > 99%', 'success', 'failures < 1%'],
    ['success rate > 99%', 'success rate', 'failures < 1%'],
    ['failrues < 2%', 'failrues', 'failures < 2%'],
    ['rps > 50', 'rps', 'rate >= 50'],
    ['median < 1s', 'median', 'p50 < 1s'],
    ['max < 1s', 'max', 'p99 < 1s'],
    ['response time < 2', 'response time', 'p95 < 500ms'],
    ['p95: < 1s', 'p95:', 'p95 < 1s'],
    ['speed < 3%', 'speed', 'failures < 3%'],
  ] as const)
    it(`for its metric: ${text}`, () =>
      expect(answer(text)).to.deep.equal([
        `'${text}': unknown metric '${name}': the metrics are p50, p95, p99, failures and rate`,
        `did you mean ${meant}?`,
      ]));

  for (const [text, operator, meant] of [
    ['p95 = 500ms', "'=' is no", 'p95 < 500ms'],
    ['P95==500 ms', "'==' is no", 'p95 < 500 ms'],
    ['p95 != 1s', "'!=' is no", 'p95 < 1s'],
    ['cart p95: 500ms', "':' is no", 'cart p95 < 500ms'],
    ['p95 <> 500ms', "'<>' is no", 'p95 < 500ms'],
    ['p95 below 500ms', "'below' is no", 'p95 < 500ms'],
    ['rate at least 50', "'at least' is no", 'rate >= 50'],
    ['errors = 1%', "'=' is no", 'failures < 1%'],
    ['p95 500ms', 'it has no', 'p95 < 500ms'],
  ] as const)
    it(`for its operator: ${text}`, () =>
      expect(answer(text)).to.deep.equal([
        `'${text}': ${operator} operator: the operators are <, <=, > and >=`,
        `did you mean ${meant}?`,
      ]));

  const form = 'write a metric (p50, p95, p99, failures or rate), an operator and a limit: GET /cart p95 < 500ms';
  for (const [text, why, todo] of [
    ['p95 <', 'it has no limit', 'write one: p95 < 500ms'],
    ['rate >=', 'it has no limit', 'write one: rate >= 200/s'],
    ['p95 < 2 seconds', "'2 seconds' is no limit", 'write one such as p95 < 500ms'],
    ['GET /cart < 500ms', 'it has no metric', 'did you mean GET /cart p95 < 500ms?'],
    ['GET /cart < 1%', 'it has no metric', 'did you mean GET /cart failures < 1%?'],
    ['< 500ms', 'it has no metric', 'did you mean p95 < 500ms?'],
    ['cart p95', 'it has no operator and no limit', 'write both: cart p95 < 500ms'],
    ['500ms', 'it has no metric, operator and limit', form],
    ['GET /cart?n=5', 'it has no metric, operator and limit', form],
    ['hello', 'it has no metric, operator and limit', form],
    [
      'p95 < 500ms failures < 1%',
      'it has two comparisons',
      'give each threshold one limit, and separate thresholds by commas: p95 < 500ms, failures < 1%',
    ],
  ] as const)
    it(`for what is absent or too much: ${text}`, () =>
      expect(answer(text)).to.deep.equal([`'${text}': ${why}`, todo]));

  for (const [text, name, quoted] of [
    ['GET /a,b p99 < 1s', 'GET /a,b p99 < 1s', '"GET /a,b" p99 < 1s'],
    ['p95 < 1s, GET /a, b, c failures<1%; p50 < 1s', 'GET /a, b, c failures<1%', '"GET /a, b, c" failures<1%'],
  ] as const)
    it(`for a comma in a name without quotes: ${text}`, () =>
      expect(answer(text)).to.deep.equal([
        `'${name}': a comma separates thresholds, and only quotes keep it in the name of an endpoint`,
        `did you mean ${quoted}? On a command line: --threshold '${quoted}'`,
      ]));
});
