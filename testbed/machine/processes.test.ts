import { expect } from 'chai';
import { isProgram } from './processes.ts';

const INIT = '/any/checkout/testbed/machine/init.ts';
const MINE = '/var/lib/shakedown-testbed/mine';

describe("The processes of a cluster's own", () => {
  it('are the program with the directory right after it, whoever carries them', () => {
    expect(isProgram(['node', INIT, MINE], 'init.ts', MINE)).to.equal(true);
    expect(isProgram(['unshare', '--pid', '/bin/sh', '-c', '…', 'init', 'node', INIT, MINE], 'init.ts', MINE)).to.equal(
      true,
    );
  });

  it("are never another cluster's, even when one name begins with the other", () => {
    expect(isProgram(['node', INIT, `${MINE}-2`], 'init.ts', MINE)).to.equal(false);
  });

  it('are never those of somebody who only looks at the same files', () => {
    expect(isProgram(['vim', MINE, INIT], 'init.ts', MINE)).to.equal(false);
    expect(isProgram(['ls', MINE], 'init.ts', MINE)).to.equal(false);
    expect(isProgram(['node', INIT, MINE], 'forwarder.ts', MINE)).to.equal(false);
  });
});
