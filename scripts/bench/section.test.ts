import { expect } from 'chai';
import { render } from './section.ts';

describe('a section of the benchmark', () => {
  it('is printed as Markdown with aligned columns, and with the result of each goal', () => {
    const text = render({
      title: 'Testbed',
      facts: ['two rounds'],
      tables: [
        {
          title: 'Seconds',
          rows: [
            ['step', 'median'],
            ['nodes Ready', '9.5'],
            ['down', '12.1'],
          ],
        },
      ],
      goals: [
        { goal: 'down within 3 s', seen: '12.1 s', met: false },
        { goal: 'nodes Ready within 15 s', seen: '9.5 s', met: true },
      ],
      figures: {},
    });
    expect(text).to.equal(`## Testbed

- two rounds

Seconds:

| step        | median |
| ----------- | -----: |
| nodes Ready |    9.5 |
| down        |   12.1 |

- Goal down within 3 s: **missed** (12.1 s)
- Goal nodes Ready within 15 s: **met** (9.5 s)
`);
  });
});
