import { expect } from 'chai';
import { compileText } from './compile-text.ts';

describe('The text of a compilation', () => {
  const text = (done: number, total: number) => compileText({ label: 'kube v1.36.3', done, total });

  it('shows how many of the packages are done, and when only linking is left', () => {
    expect(text(412, 1_480)).to.equal('building kube v1.36.3: 412 of 1480 packages');
    expect(text(1_480, 1_480)).to.equal('linking kube v1.36.3');
    expect(text(0, 0)).to.equal('linking kube v1.36.3');
  });
});
