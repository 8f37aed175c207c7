import { expect } from 'chai';
import { dataPatch, filesIn, scriptMaps } from './script-maps.ts';

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
