import { expect } from 'chai';
import { readCorefile, UnreadFile } from './corefile.ts';

const read = (text: string, others: Record<string, string> = {}) =>
  readCorefile('/etc/coredns/Corefile', new Map([['/etc/coredns/Corefile', text], ...Object.entries(others)]));

describe('a Corefile of which not every file could be read', () => {
  const path = '/etc/coredns/Corefile';
  const hidden = new Map([['/etc/coredns/custom', 'forbidden']]);
  const reading = (text: string) => () => readCorefile(path, new Map([[path, text]]), hidden);

  it('is read as long as it needs none of them', () => {
    expect(reading('. {\n whoami\n import *.conf\n}')()).to.have.lengthOf(1);
    expect(() => readCorefile(path, new Map(), hidden)).to.throw(SyntaxError);
  });

  it('is not known otherwise', () => {
    for (const needed of ['custom/*.server', 'custom/a', '/etc/coredns/*/a', 'custom/*/a'])
      expect(reading(`import ${needed}\n. {\n whoami\n}`)).to.throw(UnreadFile, 'forbidden');
    expect(() => readCorefile(path, new Map(), new Map([['/etc/coredns', 'forbidden']]))).to.throw(UnreadFile);
    expect(() => readCorefile('/Corefile', new Map(), new Map([['/Corefile', 'forbidden']]))).to.throw(UnreadFile);
  });
});

const plugins = (text: string, others: Record<string, string> = {}) =>
  read(text, others).map(({ zones, plugins: all }) => [
    zones.join(),
    ...all.map(({ name, args }) => [name, ...args].join(' ')),
  ]);

describe('a Corefile', () => {
  it('is server blocks with plugins, their arguments and their options', () => {
    const [block] = read(
      '.:53 {\n  errors\n  kubernetes cluster.local in-addr.arpa { # ours\n    pods insecure\n  }\n}\n',
    );
    expect(block?.zones).to.deep.equal(['']);
    expect(
      block?.plugins.map(({ name, args, block: options }) => ({
        name,
        args,
        options: options.map(({ name: of, args: to }) => [of, ...to]),
      })),
    ).to.deep.equal([
      { name: 'errors', args: [], options: [] },
      { name: 'kubernetes', args: ['cluster.local', 'in-addr.arpa'], options: [['pods', 'insecure']] },
    ]);
  });

  it('has several blocks, each for zones with schemes, ports, commas and lines between them', () => {
    expect(
      plugins('example.org, dns://B.example.:1053,\nc.example {\n  whoami\n}\ntls://. {\n  forward . 9.9.9.9\n}'),
    ).to.deep.equal([
      ['example.org,b.example,c.example', 'whoami'],
      ['', 'forward . 9.9.9.9'],
    ]);
  });

  it('may be one block without braces', () => {
    expect(plugins('.:53\nkubernetes cluster.local\nforward . /etc/resolv.conf')).to.deep.equal([
      ['', 'kubernetes cluster.local', 'forward . /etc/resolv.conf'],
    ]);
  });

  it('keeps quoted words together, and a # inside of a word', () => {
    expect(plugins('. {\n  log . "{remote} # \\"{name}\\""\n  x a#b # comment\n}')).to.deep.equal([
      ['', 'log . {remote} # "{name}"', 'x a#b'],
    ]);
  });

  it('imports snippets, files, and patterns that may match nothing', () => {
    const text =
      '(common) {\n  errors\n  cache 30\n}\n.:53 {\n  import common\n  import custom/*.override\n}\nimport custom/*.server\n';
    expect(plugins(text)).to.deep.equal([['', 'errors', 'cache 30']]);
    const custom = {
      '/etc/coredns/custom/a.override': 'hosts {\n  10.0.0.1 db.example\n}',
      '/etc/coredns/custom/b.server': 'corp.example {\n  forward . 10.0.0.2\n}',
    };
    expect(plugins(text, custom)).to.deep.equal([
      ['', 'errors', 'cache 30', 'hosts'],
      ['corp.example', 'forward . 10.0.0.2'],
    ]);
  });

  it('is refused when it does not parse', () => {
    const refused = (text: string) => {
      expect(() => read(text)).to.throw(SyntaxError);
    };
    refused('. {\n  errors\n');
    refused('. {\n}\n}\n');
    refused('. {\n  log "open\n}');
    refused('. {\n  import absent\n}');
    refused('(a) {\n  import a\n}\n. {\n  import a\n}');
  });
});
