import { expect } from 'chai';
import { markdownText } from './markdown-text.ts';

describe('A text of a cluster in Markdown', () => {
  it('has no markup', () => {
    expect(markdownText('<b>*a*</b> [x](y) `c` | # d & e\\')).to.equal(
      '&#60;b&#62;&#42;a&#42;&#60;/b&#62; &#91;x&#93;(y) &#96;c&#96; &#124; &#35; d &#38; e&#92;',
    );
  });

  it('has nothing that GitHub makes a link or a mention of, outside of code', () => {
    const texts = {
      'see https://evil.example/a?b=[c]*_x_ now': 'see `https://evil.example/a?b=[c]*_x_` now',
      'HTTP://a.example ftp://b.example www.c.example': '`HTTP://a.example` `ftp://b.example` `www.c.example`',
      'ask @octocat, or @org/team': 'ask `@octocat,` or `@org/team`',
      'mail a.b@c.example or mailto:d@e.example': 'mail a.b`@c.example` or `mailto:d@e.example`',
      'issue #12, GH-7, org/repo#3 and #a': 'issue `#12,` `GH-7,` org/repo`#3` and &#35;a',
      '<https://a.example>|`https://b.example`': '&#60;`https://a.example>`&#124;&#96;`https://b.example`&#96;',
      '@@a': '`@@a`',
      'a@': 'a`@`',
    };
    for (const [text, markdown] of Object.entries(texts)) expect(markdownText(text)).to.equal(markdown);
  });

  it('has images with digests as they are', () => {
    expect(markdownText('registry.example/web@sha256:0a1b')).to.equal('registry.example/web&#64;sha256:0a1b');
  });

  it('takes time by its length', () => {
    for (const part of ['@', '#', 'www.', 'https://', '`', 'a@sha256:']) markdownText(part.repeat(100_000));
  });
});
