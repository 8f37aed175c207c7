import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { whyTooOld } from './node-version.ts';

describe('The version of Node', () => {
  it('is refused with a message when it is too old', () => {
    expect(whyTooOld('20.19.2')).to.equal(
      'USAGE_NODE: this is Node 20.19.2\n' +
        '  expected: Node 24 or newer\n' +
        '  do:       install it (https://nodejs.org), or use the image, which brings its own',
    );
    expect(whyTooOld('9.1.0')).to.be.a('string');
  });

  it('is the one in package.json', async () => {
    const { engines } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
    const [oldest = ''] = /\d+/.exec(engines.node) ?? [];
    expect(whyTooOld(`${oldest}.0.0`)).to.equal(undefined);
    expect(whyTooOld(`${Number(oldest) - 1}.99.0`)).to.be.a('string');
  });
});
