import { expect } from 'chai';
import { buildKey } from './build-key.ts';

describe('The key of a build', () => {
  const inputs = {
    goVersion: 'go1.26.8',
    architecture: 'amd64',
    flags: ['-trimpath', '-ldflags', '-s -w'],
    files: { 'go.mod': 'module a', 'go.sum': 'sums' },
  };
  const key = buildKey(inputs);

  it('is the same for the same inputs, in any order of the files', () => {
    expect(buildKey({ ...inputs, files: { 'go.sum': 'sums', 'go.mod': 'module a' } })).to.equal(key);
  });

  const changes: Record<string, Partial<typeof inputs>> = {
    'another Go': { goVersion: 'go1.26.9' },
    'another architecture': { architecture: 'arm64' },
    'another flag': { flags: ['-trimpath', '-ldflags', '-s -w -X a.b=c'] },
    'another go.sum': { files: { 'go.mod': 'module a', 'go.sum': 'other sums' } },
    'text moved from one file to another': { files: { 'go.mod': 'module asums', 'go.sum': '' } },
  };
  for (const [title, change] of Object.entries(changes)) {
    it(`is different for ${title}`, () => {
      expect(buildKey({ ...inputs, ...change })).not.to.equal(key);
    });
  }

  it('fits a file name', () => {
    expect(key).to.match(/^[0-9a-f]{16}$/);
  });
});
