import { expect } from 'chai';
import { parseConfigFile } from './file.ts';

const problems = (text: string) =>
  parseConfigFile(text, 'c.yaml').problems.map(({ where, what }) => `${where}: ${what}`);

describe('A configuration file', () => {
  it('may be empty, or contain only comments', () => {
    expect(parseConfigFile('', 'c.yaml')).to.deep.include({ values: {}, problems: [] });
    expect(parseConfigFile('# nothing\n', 'c.yaml')).to.deep.include({ values: {}, problems: [] });
  });

  it('may have a section whose keys are all commented out', () => {
    expect(parseConfigFile('scope:\n  # namespaces: [a]\nimage: x\n', 'c.yaml')).to.deep.include({
      values: { image: 'x' },
      problems: [],
    });
  });

  it('says where a value is', () => {
    const { whereIs } = parseConfigFile('run:\n  focus: dns\nobjects:\n  tolerations:\n    - key: a\n', 'c.yaml');
    expect(whereIs(['run', 'focus'])).to.equal('c.yaml:2:3');
    expect(whereIs(['objects', 'tolerations', 0, 'key'])).to.equal('c.yaml:5:7');
  });

  it('says the nearest place of a missing value', () => {
    const { whereIs } = parseConfigFile('image: x\nobjects:\n  resources: {}\n', 'c.yaml');
    expect(whereIs(['objects', 'resources', 'requests', 'cpu'])).to.equal('c.yaml:3:3');
  });

  it('names all that is wrong, in the order of its lines', () => {
    const text = [
      'scpoe:',
      '  namespaces: [a]',
      'run:',
      '  concurrency: many',
      '  focus: "["',
      '  deadline: 5',
      '  focsu: x',
      'objects:',
      '  labels:',
      '    team: 42',
      '  imagePullPolicy: Sometimes',
      '  tolerations:',
      '    - operator: Maybe',
      'scope: [a]',
      'namespaces:',
      '  suite: Not_A_Name',
    ].join('\n');
    expect(problems(text)).to.deep.equal([
      "c.yaml:1:1: unknown key 'scpoe'; did you mean 'scope'?",
      "c.yaml:4:3: run.concurrency takes a whole number, not the text 'many'",
      "c.yaml:5:3: run.focus is the text '[': not a regular expression; a bracket meant as text is written '\\['",
      "c.yaml:6:3: run.deadline is the number 5: a duration is written as a number and its unit: '500ms', '90s', '3m', '1h30m'",
      "c.yaml:7:3: unknown key 'run.focsu'; did you mean 'run.focus'?",
      'c.yaml:10:5: objects.labels.team takes a text, not the number 42; put it in quotes',
      "c.yaml:11:3: objects.imagePullPolicy takes Always, IfNotPresent or Never, not the text 'Sometimes'",
      "c.yaml:13:7: objects.tolerations.0.operator takes Exists or Equal, not the text 'Maybe'",
      'c.yaml:14:1: scope takes keys and values, not a list',
      "c.yaml:16:3: namespaces.suite is the text 'Not_A_Name': only lower-case letters, digits and dashes, at most 63, as in a namespace name",
    ]);
  });

  it('suggests where a key of the same name would be right', () => {
    expect(problems('focus: dns\n')).to.deep.equal(["c.yaml:1:1: unknown key 'focus'; did you mean 'run.focus'?"]);
  });

  it('says how far a number is off', () => {
    expect(problems('run:\n  concurrency: 0\n')).to.deep.equal([
      'c.yaml:2:3: run.concurrency must be at least 1, not the number 0',
    ]);
    expect(problems('run:\n  concurrency: 1.5\n')).to.deep.equal([
      'c.yaml:2:3: run.concurrency takes a whole number, not the number 1.5',
    ]);
  });

  it('says that a name must not be empty', () => {
    expect(problems('cluster:\n  name: ""\n')).to.deep.equal(['c.yaml:2:3: cluster.name must not be empty']);
  });

  it('names line and column of what is not YAML', () => {
    expect(problems('run:\n  focus: "dns\n')).to.deep.equal([
      'c.yaml:3:1: not YAML: a quote, a bracket or a comma is missing',
    ]);
    expect(problems('run:\n\tfocus: dns\n')).to.deep.equal(['c.yaml:2:1: not YAML: a tab stands where spaces belong']);
    expect(problems('image: a\nimage: b\n')).to.deep.equal(['c.yaml:2:1: not YAML: a key is written twice']);
  });

  it('takes a list or a map in one text, as a flag does', () => {
    expect(
      parseConfigFile('scope:\n  exclude: a, b\nobjects:\n  labels: team=shop, tier=web\n', 'c.yaml').values,
    ).to.deep.equal({
      scope: { exclude: ['a', 'b'] },
      objects: { labels: { team: 'shop', tier: 'web' } },
    });
  });

  for (const [text, problem] of [
    [
      'run:\n  focus: *x\n',
      "2:10: not YAML: there is no anchor 'x' before its alias; put a text that begins with * in quotes",
    ],
    ['run: &a\n  <<: *a\n', "2:7: not YAML: the anchor 'a' contains itself"],
    ['run:\n  focus: a\n---\nrun:\n', '3:1: not YAML: a second document begins; a configuration is one'],
    ['run:\n  focus: !x y\n', '2:10: not YAML: a tag is not known; a text that begins with ! is put in quotes'],
    [
      'run:\n  focus: a: b\n',
      "2:10: not YAML: a second ': ' is in one line; put the text in quotes, or correct the indentation",
    ],
    [
      'run:\n  focus: @x\n',
      '2:10: not YAML: a text begins with a character that has a meaning of its own; put it in quotes',
    ],
    ['? [a]\n: b\n', '1:3: not YAML: a key is no text'],
    [`a: ${'['.repeat(9_000)}`, '1:'],
    [
      'run:\n  concurrency: 010\n',
      '2:16: 010 is one number to some and another to others; write it in digits without a 0 before them',
    ],
    [
      'run:\n  concurrency: 0x10\n',
      '2:16: 0x10 is one number to some and another to others; write it in digits without a 0 before them',
    ],
    [
      'run:\n  focus: $(X)\n',
      "2:3: run.focus is the text '$(X)': what is in $(…) was not replaced by whoever wrote it",
    ],
    [
      'scope:\n  exclude: ["a, b"]\n',
      "2:13: scope.exclude.0 is the text 'a, b': one item, without spaces and commas in it; separate items by commas, or write one in a line",
    ],
    [
      'objects:\n  tolerations: [{key: a, operater: Exists}]\n',
      "2:26: unknown key 'objects.tolerations.0.operater'; did you mean 'operator'?",
    ],
    ['load: {truth: {cpuShare: 95%}}\n', "1:16: load.truth.cpuShare takes a share such as 0.95, not the text '95%'"],
  ] as const)
    it(`refuses ${JSON.stringify(text.slice(0, 40))} in one sentence`, () => {
      const [said = '', ...more] = problems(text);
      expect(more).to.deep.equal([]);
      expect(said).to.satisfy((one: string) => one.startsWith(`c.yaml:${problem}`));
      expect(said).to.not.match(/call stack|Error|please use/);
    });

  it('is a map at the top', () => {
    expect(problems('- image\n')).to.deep.equal(['c.yaml:1:1: the configuration takes keys and values, not a list']);
  });
});
