import { cleanLine } from '../../../results/clean-text.ts';
import { cannotRun } from '../../../results/dry-run.ts';
import type { Results, TestResult } from '../../../results/model.ts';
import { quarantineText, type Outcome } from '../../../results/quarantine.ts';
import { causesOf, todoOfCause, type Cause } from '../../causes.ts';
import { OUTCOMES, statusWord } from '../../status-word.ts';
import { html, type Markup } from '../markup.ts';
import { testLink } from '../test-link.ts';

/** How many causes of one status are shown; the list of tests has all. */
const CAUSES = 40;
/** How many tests of a cause are named. */
const NAMED = 10;

/** What did not pass and why: a cause of several tests once, with what to do about it. */
export function failuresSection({ run, tests }: Results): Markup {
  const judged = run.dryRun ? tests.filter((test) => test.status !== 'not-run' || cannotRun(test)) : tests;
  const groups = OUTCOMES.filter((status) => status !== 'passed').flatMap((status) => {
    const causes = causesOf(judged, status);
    return causes.length === 0 ? [] : [group(status, causes)];
  });
  return html`<section id="failures" aria-labelledby="failures-heading">
    <h2 id="failures-heading">What did not pass, and why</h2>
    ${groups.length === 0 ? html`<p class="quiet">Nothing: each test that ran has passed.</p>` : groups}
  </section>`;
}

function group(status: Outcome, causes: readonly Cause[]): Markup {
  const shown = causes.slice(0, CAUSES);
  const rest = causes.slice(CAUSES).reduce((sum, { tests }) => sum + tests.length, 0);
  const count = causes.reduce((sum, { tests }) => sum + tests.length, 0);
  const body = html`${shown.map((one) => causeItem(status, one))}
  ${rest > 0 && html`<p class="quiet">And ${rest} more, of other causes: <a href="#status=${status}">all that are ${statusWord(status)}</a>.</p>`}`;
  // What was skipped is no fault, and may be long.
  if (status === 'skipped')
    return html`<details class="group">
      <summary><h3>${count} skipped</h3></summary>
      ${body}
    </details>`;
  return html`<h3>${count} ${statusWord(status)}</h3>
    ${body}`;
}

function causeItem(status: Outcome, { cause, tests }: Cause): Markup {
  const todo = todoOfCause(tests);
  const [first] = tests;
  const counts = tests.length === 1 ? first.reason?.counts : undefined;
  return html`<article class="cause" data-status="${status}">
    <h4>${cleanLine(tests.length === 1 ? (first.reason?.message ?? cause) : cause, 400)}</h4>
    ${counts !== undefined && html`<p class="figures">${cleanLine(counts)}</p>`}
    ${known(tests).map((line) => html`<p class="quiet">quarantined ${line}</p>`)}
    ${todo && html`<p class="todo"><b>do${todo.isExample && ', for one of them'}</b> <code>${cleanLine(todo.todo)}</code></p>`}
    <ul class="tests">
      ${tests.slice(0, NAMED).map(item)}
    </ul>
    ${tests.length > NAMED && html`<p class="quiet">and ${tests.length - NAMED} more</p>`}
  </article>`;
}

function item({ id, title }: TestResult): Markup {
  return html`<li>${testLink(id)}<span class="title">${cleanLine(title, 200)}</span></li>`;
}

/** Who knows of a failure, and until when it may be: each once. */
function known(tests: readonly TestResult[]): string[] {
  return [...new Set(tests.flatMap(({ quarantine }) => (quarantine ? [quarantineText(quarantine)] : [])))];
}
