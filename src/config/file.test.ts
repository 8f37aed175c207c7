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
      "c.yaml:6:3: run.deadline is the number 5: a duration is written as a number and its unit: '500ms', '90s', '3m', '2h'",
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
    expect(problems('run:\n  focus: "dns\n')).to.deep.equal(['c.yaml:3:1: not YAML: Missing closing "quote']);
    expect(problems('run:\n\tfocus: dns\n')).to.deep.equal([
      'c.yaml:2:1: not YAML: Tabs are not allowed as indentation',
    ]);
    expect(problems('image: a\nimage: b\n')).to.deep.equal(['c.yaml:2:1: not YAML: Map keys must be unique']);
  });

  it('is a map at the top', () => {
    expect(problems('- image\n')).to.deep.equal(['c.yaml:1:1: the configuration takes keys and values, not a list']);
  });
});
