import { cleanLine } from '../../results/clean-text.ts';
import type { History } from '../../results/history/history.ts';
import { html } from '../html/markup.ts';
import { pageFrame } from '../html/page-frame.ts';
import { historySection } from '../html/sections/history.ts';

/** The history of a cluster as one page for people, which opens from a disk and asks no network. @param cluster its name; empty when it has none. Pure. */
export function historyHtml(history: History, cluster: string): string {
  const subject = cleanLine(cluster === '' ? 'history' : `history of ${cluster}`, 120);
  return pageFrame({
    title: subject,
    subject,
    sections: [],
    main: html`<h1>${subject.slice(0, 1).toUpperCase()}${subject.slice(1)}</h1>
      ${historySection(history, (id) => html`<span class="id">${cleanLine(id, 200)}</span>`)}`,
    scripts: ['theme.js'],
  });
}
