import { cleanLine } from '../../../results/clean-text.ts';
import type { Results } from '../../../results/model.ts';
import { verdict } from '../../../results/verdict.ts';
import { pluginLines } from '../../plugin-lines.ts';
import { OUTCOMES, statusWord } from '../../status-word.ts';
import { html, type Markup } from '../markup.ts';

/** The verdict, its sentence, and how many tests ended in which way. */
export function verdictSection(results: Results): Markup {
  const { word, sentence, counts } = verdict(results);
  const present = OUTCOMES.filter((status) => counts[status] > 0);
  const { trouble } = results.run;
  // Without the names of tests below them: the causes have them.
  const plugins = pluginLines(results).filter((line) => !line.startsWith(' '));
  return html`<section class="verdict" data-verdict="${word}" aria-labelledby="verdict">
    <h1 id="verdict"><span class="word">${word.replace('-', ' ')}</span></h1>
    <p class="sentence">${afterWord(sentence)}</p>
    ${trouble?.todo !== undefined && html`<p class="todo"><b>do</b> <code>${cleanLine(trouble.todo)}</code></p>`}
    ${results.tests.length > 0 && bar(present.map((status) => [status, counts[status]]))}
    <ul class="counts">
      ${present.map(
        (status) =>
          html`<li>
            <a href="#status=${status}" class="count"
              ><span class="dot" data-status="${status}"></span><b>${counts[status]}</b> ${statusWord(status)}</a
            >
          </li>`,
      )}
    </ul>
    ${
      plugins.length > 0 &&
      html`<ul class="lines">
        ${plugins.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }
  </section>`;
}

/** The sentence without its first word, which is the heading. */
function afterWord(sentence: string): string {
  const rest = sentence.slice(sentence.indexOf(':') + 1).trim();
  return `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}.`;
}

/** The share of each status. The counts below it say the same. */
function bar(counts: readonly (readonly [string, number])[]): Markup {
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  let left = 0;
  const parts = counts.map(([status, count]) => {
    const width = (count / all) * 1_000;
    const part = html`<rect
      class="share"
      data-status="${status}"
      x="${left.toFixed(1)}"
      y="0"
      width="${Math.max(1, width - 2).toFixed(1)}"
      height="10"
    ></rect>`;
    left += width;
    return part;
  });
  return html`<svg class="shares" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}
