import { expect } from 'chai';
import { problemsOf } from '../problem.ts';
import { secretPlaceOf } from './secret-place.ts';

describe('The place of a secret', () => {
  it('is a file, a variable, or a key of a Secret', () => {
    expect(secretPlaceOf('file:/run/token')).to.deep.equal({ file: '/run/token' });
    expect(secretPlaceOf('env:SLACK_TOKEN')).to.deep.equal({ variable: 'SLACK_TOKEN' });
    expect(secretPlaceOf('secret:ops/slack/bot.token')).to.deep.equal({
      namespace: 'ops',
      name: 'slack',
      key: 'bot.token',
    });
    for (const text of ['', 'xoxb-1', 'env:A B', 'env:', 'file:', 'secret:slack/token', 'secret:Ops/slack/token'])
      expect(secretPlaceOf(text), text).to.equal(undefined);
  });

  it('is not repeated when somebody writes the secret itself there', () => {
    const notify = { slack: { webhook: 'https://hooks.example/T1/secret-hook', token: 'xoxb-secret' } };
    const problems = problemsOf({ notify }, (path) => path.join('.'));
    expect(problems.map(({ what }) => what)).to.deep.equal(
      ['webhook', 'token'].map(
        (key) =>
          `notify.slack.${key} is not the place of a secret; write 'file:/path', 'env:NAME' or 'secret:namespace/name/key'`,
      ),
    );
  });
});
