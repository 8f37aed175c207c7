import { z } from 'zod';
import { pattern } from './values.ts';

const labels = z.record(z.string(), z.string());

/** Which firing alerts fail a run. */
export const alerts = z
  .strictObject({
    critical: labels
      .default({ severity: 'critical' })
      .describe('Labels of the alerts that fail the run while they fire'),
    allowed: z
      .array(
        z.strictObject({
          alert: z.string().min(1).describe('Its name, the label `alertname`; `*` matches any text'),
          labels: labels.default({}).describe('Only with these labels'),
          owner: z.string().min(1).describe('Who knows of it'),
          until: z.iso.date().describe('The last day on which it may fire, `2026-12-31`'),
        }),
      )
      .default([])
      .describe('Critical alerts that may fire, each with an owner and a last day'),
    watchdog: pattern
      .default('^(Watchdog|DeadMansSwitch|DeadMansSnitch)$')
      .describe(
        'Names of alerts that always fire, to prove that alerts arrive, as a regular expression. Without such a rule this is not tested',
      ),
  })
  .prefault({})
  .describe('Which firing alerts fail the run');
