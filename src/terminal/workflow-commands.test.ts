import { expect } from 'chai';
import { commandFilter, withholdCommands, writeCommands } from './workflow-commands.ts';

describe('A text in a job of GitHub Actions', () => {
  it('has no command to the runner, wherever the text comes from', () => {
    const commands = ['::error::x', '  ::add-mask::a', '\t\u00A0::stop-commands::t', 'a ##[add-mask]b', ':::x'];
    expect(commandFilter()(`ok\n${commands.join('\n')}\n`)).to.equal(
      'ok\n: :error::x\n  : :add-mask::a\n\t\u00A0: :stop-commands::t\na ## [add-mask]b\n: ::x\n',
    );
    expect(commandFilter()('ok\r::set-output name=a::b\r\n::x')).to.equal('ok\r: :set-output name=a::b\r\n: :x');
  });

  it('stays as it is elsewhere in a line', () => {
    const text = '1 :: 2\nfailed  a::b\n: :\n## [x]\n';
    expect(commandFilter()(text)).to.equal(text);
  });

  it('has none where it is cut into pieces at any place', () => {
    for (const text of ['a\n  ::error::x\n', 'a ##[add-mask]b\n', ' ###[x]'])
      for (let at = 1; at < text.length; at++) {
        const filter = commandFilter();
        const written = `${filter(text.slice(0, at))}${filter(text.slice(at))}`;
        expect(written, `cut at ${at}`).to.equal(commandFilter()(text));
        expect(written).to.not.match(/^\s*::|##\[/m);
      }
  });

  it('takes time by its length, whatever it is', () => {
    const blank = `${'\n'.repeat(200_000)}${' '.repeat(200_000)}${'\u2028'.repeat(200_000)}`;
    expect(commandFilter()(`${blank}x`)).to.equal(`${blank}x`);
  });
});

describe('A stream in a job of GitHub Actions', () => {
  function streamOf(fd?: number) {
    const written: unknown[][] = [];
    const stream = {
      write: (...all: unknown[]) => {
        written.push(all);
        return true;
      },
      ...(fd !== undefined && { fd }),
    };
    return { written, stream };
  }

  it('writes commands of the suite alone, and each on its line', () => {
    const { written, stream } = streamOf(1);
    withholdCommands(stream, () => false);
    withholdCommands(stream, () => false);
    const done = () => {};
    stream.write('::error::of a cluster\n', 'utf8', done);
    stream.write(Buffer.from('::'));
    writeCommands(['::error::of the suite'], stream);
    writeCommands([], stream);
    expect(written).to.deep.equal([
      [': :error::of a cluster\n', 'utf8', done],
      [Buffer.from('::')],
      ['\n::error::of the suite\n'],
    ]);
  });

  it('into a file stays as it is', () => {
    const { written, stream } = streamOf(7);
    withholdCommands(stream, (fd) => fd === 7);
    stream.write('::error::x');
    writeCommands(['::error::y'], stream);
    expect(written).to.deep.equal([['::error::x'], ['\n::error::y\n']]);
  });
});
