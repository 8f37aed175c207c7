import { expect } from 'chai';
import { readHealthUrl } from './health-url.ts';

describe('A health URL', () => {
  it('names a Service, its port and a path', () => {
    expect(readHealthUrl('http://web:8080/healthz?full=1')).to.deep.equal({
      ...{ service: 'web', port: 8080, path: '/healthz?full=1' },
    });
    expect(readHealthUrl('http://web')).to.deep.equal({ service: 'web', path: '/' });
  });

  for (const text of [
    ...[
      '',
      'web/healthz',
      'https://web/',
      'http://web.other/',
      'http://10.0.0.1/',
      'http://web:0/',
      'http://web:70000/',
    ],
    ...['http://user@web/', 'http://web/a b', 'http://Web/', 'http://web?x'],
  ])
    it(`is not '${text}'`, () => {
      expect(readHealthUrl(text)).to.equal(undefined);
    });
});
