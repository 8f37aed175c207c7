import { cleanLine } from '../../../results/clean-text.ts';
import type { Results } from '../../../results/model.ts';
import { outcomeOf } from '../../../results/quarantine.ts';
import { OUTCOMES, statusWord } from '../../status-word.ts';
import { html, type Markup } from '../markup.ts';

/** The list of all tests: the page's script fills it, and shows one test alone. */
export function testsSection({ tests }: Results): Markup {
  const areas = [...new Set(tests.map(({ area }) => cleanLine(area, 40)))].toSorted();
  const present = OUTCOMES.filter((status) => tests.some((test) => outcomeOf(test) === status));
  return html`<section id="tests" aria-labelledby="tests-heading">
    <h2 id="tests-heading">All tests</h2>
    <noscript
      ><p class="quiet">
        The list of all ${tests.length} tests, and their evidence, need JavaScript. Without it, this page has the
        verdict, what did not pass, and the measurements; <code>results.json</code> has everything.
      </p></noscript
    >
    <form id="filter" role="search" aria-label="Tests" hidden>
      <label class="search"
        >Search <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="id, title or cause"
      /></label>
      <label
        >Area
        <select id="area">
          <option value="">all</option>
          ${areas.map((area) => html`<option>${area}</option>`)}
        </select></label
      >
      <fieldset>
        <legend>Status</legend>
        ${present.map(
          (status) =>
            html`<label class="check"
              ><input type="checkbox" name="status" value="${status}" checked /><span
                class="dot"
                data-status="${status}"
              ></span
              >${statusWord(status)}</label
            >`,
        )}
      </fieldset>
    </form>
    <p id="shown" class="quiet" role="status"></p>
    <ul id="list"></ul>
  </section>`;
}
