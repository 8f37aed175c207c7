import { expect } from 'chai';
import { isProgram } from './processes.ts';

const INIT = '/any/checkout/testbed/machine/init.ts';
const MINE = '/var/lib/shakedown-testbed/mine';

describe('The processes of a cluster', () => {
  it('are the program with the directory right after it, also behind a launcher', () => {
    expect(isProgram(['node', INIT, MINE], 'init.ts', MINE)).to.equal(true);
    expect(isProgram(['unshare', '--pid', '/bin/sh', '-c', '…', 'init', 'node', INIT, MINE], 'init.ts', MINE)).to.equal(
      true,
    );
  });

  it("are never another cluster's, even when one name is a prefix of the other", () => {
    expect(isProgram(['node', INIT, `${MINE}-2`], 'init.ts', MINE)).to.equal(false);
  });

  it('are never programs that only have the same files as arguments', () => {
    expect(isProgram(['vim', MINE, INIT], 'init.ts', MINE)).to.equal(false);
    expect(isProgram(['ls', MINE], 'init.ts', MINE)).to.equal(false);
    expect(isProgram(['node', INIT, MINE], 'forwarder.ts', MINE)).to.equal(false);
  });
});
