import { expect } from 'chai';
import { Malformed, YamlValue } from './yaml-value.ts';

const parsed = (text: string) => YamlValue.parse(Buffer.from(text));
const refusal = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
};

describe('A value of YAML', () => {
  for (const [text, plain] of [
    ['a: yes', true],
    ['a: off', false],
    ['a: "yes"', 'yes'],
    ['a: !!str yes', 'yes'],
    ['a: 0x1F', 31],
    ['a: 4_711', 4711],
    ['a: 12:30', '12:30'],
    ['a: 2027-01-31', '2027-01-31'],
    ['a: 1.2.3', '1.2.3'],
    ['a: _1', '_1'],
    ['a: ~', null],
    ['a:', null],
    ['a: 1\na: 2', 2],
    ['{"a": "\\t"}', '\t'],
    ['x: &x {a: 1, b: 2}\na: {<<: *x, b: 3}', { a: 1, b: 3 }],
    ['a: [1, {b: c}]', [1, { b: 'c' }]],
    ['a: 1\n---\nb: [', 1],
  ] as const)
    it(`${JSON.stringify(text)} is what go-yaml reads`, () => {
      expect(parsed(text).get('a').plain()).to.deep.equal(plain);
    });

  it('is not converted: where a text belongs, a number is refused with its place and never with its value', () => {
    const user = parsed('users: [{token: 4711}]').get('users').elements()[0];
    expect(refusal(() => user?.get('token').text())).to.equal(
      'users[0]: token is a number, and not a text: put it in quotes',
    );
    expect(refusal(() => user?.text())).to.equal('users[0] is a mapping, and not a text');
  });

  it('may be a name that is a number, as it is written', () => {
    expect(parsed('name: 0042').get('name').name()).to.equal('0042');
  });

  it('is bytes only in base64 with its padding', () => {
    expect(parsed('a: aGk=').get('a').bytes().toString()).to.equal('hi');
    expect(parsed('a: "aG\\nk="').get('a').bytes().toString()).to.equal('hi');
    for (const text of ['aGk', 'aG k=', 'a-k_'])
      expect(refusal(() => parsed(`a: "${text}"`).get('a').bytes())).to.equal('a is not base64');
  });

  it('that cannot be read names the place', () => {
    expect(refusal(() => parsed('a:\n\tb: 1'))).to.match(/^not valid YAML: .* in line 2, column 1$/);
    expect(refusal(() => parsed('a: \u0001'))).to.equal('not valid YAML: a control character in line 1');
    expect(refusal(() => YamlValue.parse(Buffer.from([0x61, 0xff])))).to.equal('not valid YAML: it is not UTF-8');
  });

  for (const [text, why] of [
    ['a: *b', "an alias of the anchor 'b', which is not in it, in line 1, column 4"],
    ['x: 1\na: &a [*a]', "the anchor 'a', which contains itself, in line 2, column 8"],
    ['a: {<<: text}', "a merge key '<<' whose value is no mapping, in line 1, column 5"],
    ['a: {<<: [text]}', "a merge key '<<' whose value is no mapping, in line 1, column 5"],
    ['{a: b}: 1', 'a key that is no text, in line 1, column 1'],
    ['~: 1', 'a key that is no text, in line 1, column 1'],
    ['a: !!float b', 'a tag that its value does not fit, in line 1, column 12'],
    ['{"a": "https:\\/\\/k8s"}', 'the escape \\/, which kubectl does not know, in line 1, column 7'],
    ['%YAML 1.2\n---\na: 1', 'a directive that kubectl does not know, in line 1, column 1'],
  ] as const)
    it(`${JSON.stringify(text)} is refused, as by go-yaml`, () => {
      expect(refusal(() => parsed(text))).to.equal(`not YAML that kubectl takes: ${why}`);
    });

  it('that is nested without an end, or repeats itself without an end, is refused', () => {
    for (const deep of ['[', '{a: ', '- '])
      expect(refusal(() => parsed(`a:\n  ${deep.repeat(20_000)}`))).to.equal('not valid YAML: it is nested too deeply');
    expect(parsed(`a: "${'['.repeat(20_000)}"`).get('a').kind).to.equal('text');
    const nine = (of: string) => `[${Array.from({ length: 9 }, () => of).join(', ')}]`;
    const lines = Array.from({ length: 9 }, (_, at) => `a${at}: &a${at} ${nine(at === 0 ? 'x' : `*a${at - 1}`)}`);
    expect(refusal(() => parsed(lines.join('\n')))).to.match(/aliases that repeat most of it/);
  });

  it('has a merge key only without quotes', () => {
    expect(parsed('"<<": {a: 1}').get('a').plain()).to.equal(null);
  });

  it('may be UTF-16 with a byte order mark', () => {
    expect(YamlValue.parse(Buffer.from('\uFEFFa: ü', 'utf16le')).get('a').text()).to.equal('ü');
  });
});
