import { expect } from 'chai';
import { exitCodeOf } from './exit-code.ts';
import { foreignErrors, ours, system, usage } from './foreign-errors.fixture.ts';
import { knownError } from './known-error.ts';

const RAW = /raw text|errno|syscall|\bat .*:\d+:\d+|UND_ERR_\w+: |routines::/;

describe('An error that ends a command', () => {
  for (const [what, thrown, code, exit] of foreignErrors)
    it(`of ${what} is ${code}, exit code ${exit}, in the suite's own words`, () => {
      const known = knownError(thrown);
      expect([known.code, exitCodeOf(known)]).to.deep.equal([code, exit]);
      expect(known.message)
        .to.match(/^[A-Z_]+: \S.*\n(?: +also: .*\n)?  expected: \S/)
        .and.not.match(RAW);
    });

  it('of the suite itself is unchanged', () => expect(knownError(ours)).to.equal(ours));

  it('says what else went wrong', () => {
    expect(knownError(new SuppressedError(usage, ours)).seen).to.equal('no answer\nalso: no key');
  });

  it('says the file, and what to do', () => {
    expect(knownError(system('ENOTDIR', { path: '/etc/passwd/x' })).message).to.equal(
      'FILE_UNUSABLE: /etc/passwd/x has a part that is not a directory (ENOTDIR)\n  expected: to read and write files\n  do:       correct the name, or the permissions: ls -ld /etc/passwd/x',
    );
  });
});
