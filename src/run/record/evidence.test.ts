import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { kubernetesNames } from '../../../test/kubernetes-names.ts';
import { evidenceIn, safeName } from './evidence.ts';

describe('Evidence', () => {
  let directory = '';
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'shakedown-evidence-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const kept = async (id: string, texts: [title: string, text: string][]) => {
    const evidence = evidenceIn(directory).forTest(id);
    texts.forEach(([title, text]) => evidence.attach(title, text));
    return (await evidence.write()).kept;
  };

  it('is a file for each text, named after its test', async () => {
    expect(await kept('workloads/deployment/shop/web', [['events', 'pulled']])).to.deep.equal([
      { title: 'events', file: 'evidence/workloads.deployment.shop.web-events.txt' },
    ]);
    expect(await readFile(join(directory, 'evidence/workloads.deployment.shop.web-events.txt'), 'utf8')).to.equal(
      'pulled',
    );
  });

  it('is a data file when its title ends in .json or .csv', async () => {
    const files = await kept('x', [
      ['series.json', '{}'],
      ['series.json', '{}'],
      ['requests.csv', 'a,b'],
      ['notes.exe', ''],
    ]);
    expect(files.map(({ file }) => file)).to.deep.equal([
      ...['evidence/x-series.json', 'evidence/x-series-2.json', 'evidence/x-requests.csv', 'evidence/x-notes.exe.txt'],
    ]);
  });

  it('stays in its directory, whatever the names are', async () => {
    const names = ['../../../etc/passwd', '/abs', '..', '.', '', 'a\0b', 'ü '.repeat(300), 'CON', '-rf', 'a\nb'];
    const files = await kept(
      'x',
      names.map((name) => [name, 'text']),
    );
    const found = await readdir(join(directory, 'evidence'));
    expect(files.map(({ file }) => file)).to.have.members(found.map((name) => join('evidence', name)));
    expect(found).to.have.length(names.length);
    for (const name of found) expect(name).to.match(/^[A-Za-z0-9][A-Za-z0-9._-]*\.txt$/);
    expect(await readdir(directory)).to.deep.equal(['evidence']);
  });

  it('does not overwrite a text with another of the same name, in upper or lower case', async () => {
    const files = await kept('x', [
      ['Log', '1'],
      ['log', '2'],
      ['log', '3'],
    ]);
    expect(files.map(({ file }) => file)).to.deep.equal([
      'evidence/x-Log.txt',
      'evidence/x-log-2.txt',
      'evidence/x-log-3.txt',
    ]);
  });

  it('keeps the beginning and the end of a text that is too long', async () => {
    const [file] = await kept('x', [['log', `${'a '.repeat(100_000)}${'b '.repeat(100_000)}`]]);
    const text = await readFile(join(directory, file?.file ?? ''), 'utf8');
    expect(text).to.match(/^[a ]+\n… 137856 characters left out …\n[b ]+$/);
  });

  it('keeps 24 texts of a test, and says what it has left out', async () => {
    const evidence = evidenceIn(directory).forTest('x');
    for (let at = 0; at < 30; at += 1) evidence.attach(`log ${at}`, 'text');
    const { kept: texts, leftOut } = await evidence.write();
    expect(texts).to.have.length(24);
    expect(leftOut).to.equal(
      'evidence was left out, because there is too much of it (evidence.perTest, evidence.perRun): log 24, log 25, log 26, log 27, log 28 and 1 more',
    );
  });

  it('is bounded for each test and for the run', async () => {
    const store = evidenceIn(directory, { perTest: 100, perRun: 150 });
    const sizes = async (id: string, ...lengths: number[]) => {
      const evidence = store.forTest(id);
      lengths.forEach((length) => evidence.attach(`log ${length}`, 'a '.repeat(length / 2)));
      const { kept: texts, leftOut = '' } = await evidence.write();
      return [texts.map(({ title }) => title), leftOut.replace(/^.*\): /, '')];
    };
    expect(await sizes('x', 60, 50, 40)).to.deep.equal([['log 60', 'log 40'], 'log 50']);
    expect(await sizes('y', 60, 50)).to.deep.equal([['log 50'], 'log 60']);
    expect(store.isFull).to.equal(true);
    expect(await sizes('z', 2)).to.deep.equal([[], 'log 2']);
  });

  it('contains nothing that controls a terminal', async () => {
    const [file] = await kept('x', [['log', 'a\u001b[31mred\u001b]0;title\u0007\u0000b\r\n']]);
    expect(await readFile(join(directory, file?.file ?? ''), 'utf8')).to.equal('aredb\n');
  });

  it('is left out without an error when it cannot be written', async () => {
    await writeFile(join(directory, 'evidence'), 'a file where the directory should be');
    const evidence = evidenceIn(directory).forTest('x');
    evidence.attach('log', 'text');
    expect(await evidence.write()).to.deep.equal({ kept: [] });
  });

  it('has a name of at most 120 characters', () => {
    const long = safeName('a'.repeat(500));
    expect(long).to.match(/^a{60}-[0-9a-f]{8}-a{30}$/);
    expect(safeName(`${'a'.repeat(499)}b events`)).to.match(/-a{22}b-events$/);
  });

  it('differs for any two objects, takes any name, and is short enough for a file', () => {
    const { labels, subdomains, segments } = kubernetesNames;
    const names = [...labels, ...subdomains, ...segments].map((name) => safeName(`workloads/pod/shop/${name} events`));
    const files = names.map((name) => name.toLowerCase());
    expect(new Set(files).size).to.be.at.least(new Set([...labels, ...subdomains]).size);
    for (const name of names) {
      expect(name).to.match(/^[A-Za-z0-9][A-Za-z0-9._-]*events$/);
      expect(name.length).to.be.at.most(120);
    }
  });
});
