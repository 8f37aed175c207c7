import { expect } from 'chai';
import { dataPatch, filesIn, scriptMaps, scriptSource, scriptVolume } from './script-maps.ts';

describe('The ConfigMaps of scripts', () => {
  it('hold text as text and the rest as base64, and give back what was put in', () => {
    const files = [
      { name: 'a.py', content: Buffer.from('print("ü")\n') },
      { name: 'b.bin', content: Buffer.from([0xff, 0x00]) },
    ];
    const [map] = scriptMaps('loadtest', 'locust-scripts', [files]);
    expect(map).to.deep.include({ data: { 'a.py': 'print("ü")\n' }, binaryData: { 'b.bin': '/wA=' } });
    expect([...filesIn([map as object])]).to.deep.equal(files.map(({ name, content }) => [name, content]));
  });

  it('hold files of directories under keys without slashes, and pods mount them where they were', () => {
    const names = ['buy.py', 'lib/__init__.py', 'lib/cart.py', 'lib__cart.py', 'data/eu/users.bin'];
    const files = names.map((name) => ({ name, content: Buffer.from(name.endsWith('.bin') ? [0xff] : name) }));
    const [map] = scriptMaps('loadtest', 'locust-scripts', [files]);
    const source = scriptSource(map!);
    expect([...filesIn([map as object])].map(([name]) => name)).to.have.members(names);
    expect(source.items?.map(({ path }) => path)).to.have.members(names);
    const keys = Object.keys({ ...(map as { data?: object }).data, ...(map as { binaryData?: object }).binaryData });
    expect(source.items?.map(({ key }) => key)).to.have.members(keys);
    expect(keys.filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key))).to.deep.equal([]);
    expect(scriptVolume([source, { name: 'flat' }])).to.deep.equal({
      name: 'scripts',
      projected: {
        sources: [
          { configMap: { name: 'locust-scripts', items: source.items, optional: true } },
          { configMap: { name: 'flat' } },
        ],
      },
    });
  });

  it('with paths that somebody has edited are refused, by name', () => {
    for (const text of ['{', '["lib/a.py"]', '{"lib__a.py":1}']) {
      const metadata = { namespace: 'load', name: 'locust-scripts', annotations: { 'shakedown/script-paths': text } };
      const why = /^ANNOTATION_UNREADABLE: configmap load\/locust-scripts has another one: /;
      expect(() => scriptSource({ metadata, data: {} }), text).to.throw(why);
      expect(() => filesIn([{ metadata, data: {} }]), text).to.throw(why);
    }
  });

  it('lose the paths of earlier files when they are changed', () => {
    const file = (name: string) => ({ name, content: Buffer.from('x') });
    const [nested] = scriptMaps('loadtest', 'locust-scripts', [[file('lib/a.py')]]);
    const [flat] = scriptMaps('loadtest', 'locust-scripts', [[file('a.py')]]);
    const annotations = (patch: object) => (patch as { metadata: { annotations: object } }).metadata.annotations;
    expect(annotations(dataPatch(nested as object, flat!))).to.deep.equal({ 'shakedown/script-paths': null });
    expect(annotations(dataPatch(flat as object, nested!))).to.deep.equal({
      'shakedown/script-paths': '{"lib__a.py":"lib/a.py"}',
    });
  });

  it('are numbered when there are several', () => {
    const part = [{ name: 'a.py', content: Buffer.from('x') }];
    const maps = scriptMaps('loadtest', 'locust-scripts', [part, part, part]);
    expect(maps.map(({ metadata }) => metadata.name)).to.deep.equal([
      'locust-scripts',
      'locust-scripts-2',
      'locust-scripts-3',
    ]);
    expect(new Set(maps.map(({ metadata }) => metadata.labels?.['shakedown/scripts']))).to.have.keys('locust-scripts');
  });

  it('are changed so that nothing is left of what was there', () => {
    const [wanted] = scriptMaps('loadtest', 'locust-scripts', [[{ name: 'a.py', content: Buffer.from('new') }]]);
    const there = { data: { 'a.py': 'old', 'b.py': 'old' }, binaryData: { 'c.bin': '/wA=' } };
    expect(dataPatch(there, wanted!)).to.deep.include({
      data: { 'a.py': 'new', 'b.py': null },
      binaryData: { 'c.bin': null },
    });
  });
});
