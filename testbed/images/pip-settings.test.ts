import { expect } from 'chai';
import { settingsFrom } from './pip-settings.ts';

describe('The settings of pip inside of an image build', () => {
  it('are those for downloading packages; the environment overrides files', () => {
    const list = [
      ":env:.cert='/etc/ssl/mine.crt'",
      ":env:.find-links='/opt/wheels'",
      "global.cert='/etc/ssl/old.crt'",
      "global.index-url='https://packages.test/simple'",
    ];
    expect(settingsFrom(list.join('\n'), '/root/.cache/pip')).to.deep.equal({
      conf: '[global]\ncert = /etc/ssl/mine.crt\nindex-url = https://packages.test/simple\n',
      cache: '/root/.cache/pip',
      certificates: '/etc/ssl/mine.crt',
    });
  });

  it('are empty on a machine where pip has none', () => {
    expect(settingsFrom('', '/c')).to.deep.equal({ conf: '[global]\n', cache: '/c', certificates: undefined });
  });
});
