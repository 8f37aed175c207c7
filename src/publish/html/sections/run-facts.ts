import { cleanLine } from '../../../results/clean-text.ts';
import type { Results, RunFacts } from '../../../results/model.ts';
import { isNamed } from '../../../results/same-cluster.ts';
import { leftOutText } from '../../../results/selection.ts';
import { whyCutOff } from '../../../results/verdict.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { ShownEvidence } from '../evidence-texts.ts';
import { html, type Markup } from '../markup.ts';
import { evidenceBefore } from './evidence-before.ts';

/** Which run it is, of which cluster, with which settings. @param before the evidence of the cluster before the first test. */
export function runFactsSection({ run }: Results, before: readonly ShownEvidence[]): Markup {
  const { settings } = run;
  return html`<section id="run" aria-labelledby="run-heading">
    <h2 id="run-heading">The run</h2>
    <dl class="facts">
      ${factsOf(run).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${cleanLine(value, 600)}</dd>
          </div>`,
      )}
    </dl>
    <h3>Settings</h3>
    ${
      settings === undefined
        ? html`<p class="quiet">Not recorded in these results.</p>`
        : settings.length === 0
          ? html`<p class="quiet">All are at their defaults.</p>`
          : html`<p class="quiet">All others are at their defaults.</p>
              ${settingsTable(settings)}`
    }
    <h3>Nodes</h3>
    ${nodesTable(run.cluster.nodes)} ${evidenceBefore(before)}
  </section>`;
}

function factsOf(run: RunFacts): [string, string][] {
  const { cluster, selection } = run;
  const ended = run.endedAt;
  const took = ended === undefined ? undefined : (Date.parse(ended) - Date.parse(run.startedAt)) / 1_000;
  const leftOut = leftOutText(run);
  const cutOff = whyCutOff(run);
  const facts: [string, string | undefined][] = [
    ['Run', `${run.id}${run.dryRun ? ', a dry run' : ''}`],
    ['Cluster', isNamed(cluster) ? cluster.name : 'without a name (cluster.name)'],
    ['Uid of the cluster', cluster.uid],
    ['Kubernetes', cluster.version],
    ['Started', run.startedAt],
    ['Ended', ended],
    ['Duration', took === undefined ? undefined : formatDuration(Math.max(0, took))],
    ['Cut off', cutOff],
    ['Selected', selection && `${selection.selected} tests`],
    ['Left out', leftOut === '' ? undefined : leftOut],
    ['Suite', run.suiteVersion],
    ['Configuration', run.configDigest],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function settingsTable(settings: NonNullable<RunFacts['settings']>): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Settings">
    <table>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">Set by</th>
        </tr>
      </thead>
      <tbody>
        ${settings.map(
          ({ key, value, origin }) =>
            html`<tr>
              <th scope="row"><code>${cleanLine(key, 120)}</code></th>
              <td><code>${cleanLine(value)}</code></td>
              <td>${cleanLine(origin, 200)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** How many nodes are listed. */
const NODES = 100;

function nodesTable(nodes: RunFacts['cluster']['nodes']): Markup {
  if (nodes.length === 0) return html`<p class="quiet">None is known.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Nodes">
      <table>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Version</th>
            <th scope="col">System</th>
            <th scope="col">Runtime</th>
          </tr>
        </thead>
        <tbody>
          ${nodes.slice(0, NODES).map(
            (node) =>
              html`<tr>
                <th scope="row">${cleanLine(node.name, 200)}${node.simulated && ' (simulated)'}</th>
                <td>${cleanLine(node.version, 80)}</td>
                <td>${cleanLine(node.os, 120)}</td>
                <td>${cleanLine(node.runtime, 120)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${nodes.length > NODES && html`<p class="quiet">and ${nodes.length - NODES} more</p>`}`;
}
