import { expect } from 'chai';
import { withDirectories } from './file-entries.ts';
import type { Entry } from './tar-archive.ts';

describe('The entries of an archive', () => {
  it('have all directories above them before them, each once, with its owner where it is given', () => {
    const entries: Entry[] = [
      { type: 'File', path: 'a/b/c', content: '' },
      { type: 'Directory', path: 'a/b', owner: 7 },
      { type: 'File', path: 'a/d', content: '' },
      { type: 'File', path: 'e', content: '' },
    ];
    expect(withDirectories(entries)).to.deep.equal([
      { type: 'Directory', path: 'a' },
      { type: 'Directory', path: 'a/b', owner: 7 },
      { type: 'File', path: 'a/b/c', content: '' },
      { type: 'File', path: 'a/d', content: '' },
      { type: 'File', path: 'e', content: '' },
    ]);
  });
});
