import { expect } from 'chai';
import { confProblems } from './locust-conf.ts';

const problems = (files: Record<string, string>) =>
  confProblems(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));

describe('Options in the files of Locust next to the scripts', () => {
  it('are refused when they would break the platform, however they are written', () => {
    const text = 'headless = true\n--worker\nlist\nlogfile: /tmp/x\n  autostart true\nweb_port=80\n';
    expect(problems({ 'locust.conf': text })).to.deep.equal([
      'locust.conf sets headless, which is set by the platform: leave it out',
      'locust.conf sets worker, which is set by the platform: leave it out',
      'locust.conf sets list, which makes Locust print something and end: leave it out',
      'locust.conf sets logfile, which takes away the log, which says why a test does not start: leave it out',
      'locust.conf sets autostart, which is set by the platform: leave it out',
      'locust.conf sets web-port, which is set by the platform: leave it out',
    ]);
    expect(problems({ 'pyproject.toml': '[tool.locust]\nheadless = true\n\n[tool.black]\nlist = 1\n' })).to.deep.equal([
      'pyproject.toml sets headless, which is set by the platform: leave it out',
    ]);
  });

  it('are found however their section is written, and whatever comments stand beside them', () => {
    for (const text of [
      '[tool.locust] # opts\nheadless = true\n',
      '[ tool . locust ]\r\nheadless = true # yes\r\n',
      '["tool"."locust"]#x\n"headless" = true\n',
      "['tool'.'locust']\n'headless' = true\n",
      '[tool.black]\nline-length = 80\n[tool.locust]\nheadless = true\n',
    ])
      expect(problems({ 'pyproject.toml': text }), text).to.deep.equal([
        'pyproject.toml sets headless, which is set by the platform: leave it out',
      ]);
    expect(problems({ 'pyproject.toml': '[tool.locust] # opts\nheadless = false # no\n[x]\nlist = 1' })).to.deep.equal(
      [],
    );
    expect(problems({ 'pyproject.toml': '# [tool.locust]\n[tool.locusts]\nheadless = true\n' })).to.deep.equal([]);
    expect(problems({ 'locust.conf': 'headless = false # no\nlist: false ; no\n' })).to.deep.equal([]);
  });

  it('may be those that the platform overrules, and all others', () => {
    const text =
      '# headless\n; list\n[locust]\nheadless = false\nhost = http://x\nusers = 5\nrun-time = 5m\ntags = [a, b]\nloglevel = DEBUG\nregion = eu\n';
    expect(problems({ 'locust.conf': text, 'lib/locust.conf': 'headless', 'a.py': 'list = 1\n' })).to.deep.equal([]);
    expect(problems({ 'pyproject.toml': '[project]\nheadless = true\n' })).to.deep.equal([]);
  });
});
