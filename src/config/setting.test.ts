import { expect } from 'chai';
import { addSetting, typed, type Setting } from './setting.ts';

const value = (path: string, text: string) => {
  const setting = typed({ path, value: text, origin: '--x' });
  return 'value' in setting ? setting.value : setting;
};

describe('A setting', () => {
  it('of a list takes commas, lines, quotes, and a list of YAML', () => {
    for (const text of ['a, b', 'a\nb\n', "'a', b", '[a, b]', ' [a, b]'])
      expect(value('run.targets', text), text).to.deep.equal(['a', 'b']);
    expect(value('objects.labels', 'team=shop, tier=web\nzone=a')).to.deep.equal({
      team: 'shop',
      tier: 'web',
      zone: 'a',
    });
  });

  it('of a map has names and texts without the spaces around them, and is refused where a name is none', () => {
    expect(value('objects.nodeSelector', 'disk = ssd, "zone=a"')).to.deep.equal({ disk: 'ssd', zone: 'a' });
    expect(value('objects.annotations', 'example.com/query=a=b')).to.deep.equal({ 'example.com/query': 'a=b' });
    for (const text of ['a=1, a=2', 'disk==ssd', '=x', ' = x', 'a b=c', '"disk=ssd', 'disk'])
      expect(value('objects.nodeSelector', text), text).to.equal(text);
  });

  it('of a number is written in digits: what is another number to some is refused', () => {
    expect(['64', ' 64 ', '0.95', '1e3'].map((text) => value('run.concurrency', text))).to.deep.equal([
      64, 64, 0.95, 1000,
    ]);
    for (const text of ['010', '0x10', '0b11', '1_000', '', 'Infinity'])
      expect(value('run.concurrency', text), text).to.equal(text);
  });

  it('that is no list stays a text, which the schema refuses', () => {
    expect(value('run.targets', "'a, b")).to.equal("'a, b");
  });

  it('of a list of YAML with a fault stays a text as a whole: the library would read a part of it', () => {
    for (const [path, text] of [
      ['run.targets', '[!x a, b]'],
      ['run.targets', '[a, *b]'],
      ['run.targets', '[a, b'],
      ['run.targets', '[a]\n---\n[b]'],
      ['scope.namespaces', '[010, b]'],
      ['objects.nodeSelector', '{disk: ssd, disk: hdd}'],
      ['objects.nodeSelector', '{disk: !x ssd}'],
      ['objects.tolerations', '[{key: a, key: b}]'],
      [
        'objects.tolerations',
        `[&a [x, x, x, x, x, x, x, x, x, x], &b [${'*a, '.repeat(9)}*a], ${'*b, '.repeat(20)}*b]`,
      ],
    ] as const)
      expect(value(path, text), text).to.equal(text);
    expect(value('objects.nodeSelector', '{disk: ssd}')).to.deep.equal({ disk: 'ssd' });
  });

  it('of a list that is given several times has all items; another key has the last value', () => {
    const settings: Setting[] = [];
    for (const text of ['workloads', 'dns, nodes'])
      addSetting(settings, { path: 'run.targets', value: text, origin: '--target' });
    for (const text of ['a', 'b']) addSetting(settings, { path: 'run.focus', value: text, origin: '--focus' });
    expect(settings.map(({ value: text }) => text)).to.deep.equal(['workloads\ndns, nodes', 'a', 'b']);
    expect(value('run.targets', String(settings[0]?.value))).to.deep.equal(['workloads', 'dns', 'nodes']);
  });

  it('of a list that is given several times has all items however each is written', () => {
    const all = (...texts: string[]) => {
      const settings: Setting[] = [];
      for (const text of texts) addSetting(settings, { path: 'run.targets', value: text, origin: '--target' });
      return settings.map((setting) => value('run.targets', String(setting.value)));
    };
    expect(all('[a]', 'b')).to.deep.equal([['a', 'b']]);
    expect(all('a', '[b, c]', 'd')).to.deep.equal([['a', 'b', 'c', 'd']]);
    expect(all('["a, b"]', "'c, d'")).to.deep.equal([['a, b', 'c, d']]);
    // What is no list stays to be refused.
    for (const texts of [
      ['[a', 'b'],
      ['[a]', "'b"],
    ])
      expect(all(...texts)).to.deep.equal([texts.join('\n')]);
  });
});
