import { expect } from 'chai';
import { rsyslogConfiguration } from './rsyslog.ts';

describe('The configuration of rsyslog', () => {
  it('joins the parts of long lines, each without its time, stream and flag', () => {
    const text = rsyslogConfiguration();
    const parts = [...text.matchAll(/field\(\$msg, 10, (\d+)\)/g)].map(([, part]) => Number(part));
    expect(parts).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(text).to.include(
      'substring($.part, strlen(field($.part, 32, 1)) + strlen(" stdout F "), strlen($.part) - strlen(field($.part, 32, 1)) - strlen(" stdout F "))',
    );
    expect(text.split('{').length, 'brackets').to.equal(text.split('}').length);
  });
});
