import { expect } from 'chai';
import { withoutWorkflowCommands } from './print.ts';

describe('A text in a job of GitHub Actions', () => {
  it('has no command to the runner, wherever the text comes from', () => {
    const commands = ['::error::x', '  ::add-mask::a', '\t\u00A0::stop-commands::t', 'a ##[add-mask]b', ':::x'];
    expect(withoutWorkflowCommands(`ok\n${commands.join('\n')}\n`)).to.equal(
      'ok\n: :error::x\n  : :add-mask::a\n\t\u00A0: :stop-commands::t\na ## [add-mask]b\n: ::x\n',
    );
  });

  it('stays as it is elsewhere in a line', () => {
    const text = '1 :: 2\nfailed  a::b\n: :\n## [x]\n';
    expect(withoutWorkflowCommands(text)).to.equal(text);
  });
});
