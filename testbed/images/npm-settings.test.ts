import { expect } from 'chai';
import { settingsFrom } from './npm-settings.ts';

describe('The settings of npm inside of an image build', () => {
  const config = {
    cache: '/home/ann/.npm',
    registry: 'https://packages.example/npm/',
    'strict-ssl': true,
    proxy: null,
    noproxy: ['localhost', '.example'],
    '@team:registry': 'https://team.example/',
    'user-agent': 'npm/11',
    cafile: null,
  };

  it('are those for downloading packages, and no others', () => {
    expect(settingsFrom(config, [], undefined)).to.deep.equal({
      cache: '/home/ann/.npm',
      certificates: undefined,
      npmrc: [
        'registry=https://packages.example/npm/',
        'strict-ssl=true',
        'noproxy=localhost,.example',
        '@team:registry=https://team.example/',
        '',
      ].join('\n'),
    });
  });

  it('take credentials from the files, because npm does not print them', () => {
    const file = 'fund=false\n//packages.example/npm/:_authToken=abc=\n; //old.example/:_auth=x\n';
    expect(settingsFrom({ cache: '/c' }, [file], undefined).npmrc).to.equal(
      '//packages.example/npm/:_authToken=abc=\n',
    );
  });

  it("trust npm's own list of authorities rather than that of Node", () => {
    const { certificates, npmrc } = settingsFrom({ cache: '/c', cafile: '/etc/npm.pem' }, [], '/etc/node.pem');
    expect({ certificates, npmrc }).to.deep.equal({ certificates: '/etc/npm.pem', npmrc: 'cafile=/etc/npm.pem\n' });
  });

  it('trust the extra authorities of Node when npm has no list', () => {
    expect(settingsFrom({ cache: '/c', cafile: '' }, [], '/etc/node.pem').npmrc).to.equal('cafile=/etc/node.pem\n');
  });
});
