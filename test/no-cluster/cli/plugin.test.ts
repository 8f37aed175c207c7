import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { shakedown } from './command-line.ts';

describe('shakedown plugin', function () {
  this.timeout(60_000);

  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'plugin-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('writes the roles next to the definition', async () => {
    await mkdir(join(directory, 'out'));
    const args = ['plugin', '--image', 'x:1', '--rbac', '--output', 'out/shakedown-plugin.yaml'];
    const { exit, stdout, stderr } = await shakedown(args, { cwd: directory });
    expect({ exit, stdout, stderr }).to.deep.equal({
      exit: 0,
      stdout: '',
      stderr: 'wrote out/shakedown-rbac.yaml\nwrote out/shakedown-plugin.yaml\n',
    });
    expect(await readdir(directory)).to.deep.equal(['out']);
    expect(await readdir(join(directory, 'out'))).to.have.members(['shakedown-plugin.yaml', 'shakedown-rbac.yaml']);
  });

  it('runs from the same image that it passes to the runner, however that was named', async () => {
    const env = { SHAKEDOWN_IMAGE: 'environment:1' };
    for (const [args, image] of [
      [['--image', 'flag:1'], 'flag:1'],
      [['--set', 'image=set:1'], 'set:1'],
      [[], 'environment:1'],
    ] as const) {
      await shakedown(['plugin', '--output', 'plugin.yaml', ...args], { cwd: directory, env });
      const { spec } = parse(await readFile(join(directory, 'plugin.yaml'), 'utf8'));
      expect(spec.image).to.equal(image);
      expect(spec.env).to.deep.include({ name: 'SHAKEDOWN_IMAGE', value: image });
    }
  });
});
