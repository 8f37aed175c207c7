import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import type { Notifications } from '../api/alertmanager-api.ts';

/** What is known of the way of alerts at one look. */
export interface DeliverySeen {
  /** How messages name Alertmanager. */
  alertmanager: string;
  /** Why Prometheus says nothing; then only what Alertmanager says is judged. */
  prometheusTrouble?: string;
  /** Why Alertmanager says nothing. */
  trouble?: string;
  /** Alerts that always fire, by name: whether each fires, and has arrived. */
  watchdogs: readonly { name: string; fires: boolean; arrived: boolean }[];
  /** What was tried to be sent lately. */
  notifications: readonly Notifications[];
  /** In which time: `in the last 10m`. */
  span: string;
}

/**
 * Judges whether alerts arrive at Alertmanager, and are sent on; pure. An integration of which each try failed fails; one of which some did is told.
 */
export function judgeDelivery(seen: DeliverySeen): Observation {
  const { alertmanager, prometheusTrouble, trouble, watchdogs, notifications, span } = seen;
  const due = { inMs: 5_000 };
  if (trouble !== undefined) return { ...notYet(trouble), due };
  if (prometheusTrouble !== undefined) return { ...notYet(prometheusTrouble), isUnjudged: true, due };
  const silent = watchdogs.filter(({ fires }) => !fires);
  const lost = watchdogs.filter(({ fires, arrived }) => fires && !arrived);
  const failing = notifications.filter(({ tried, failed }) => failed > 0 && failed >= tried - 0.5);
  const partly = notifications.filter((one) => one.failed > 0 && !failing.includes(one));
  const faults = [
    ...silent.map(({ name }) => `alert ${name} does not fire, although it always should`),
    ...lost.map(({ name }) => `alert ${name} fires in Prometheus and has not reached ${alertmanager}`),
    ...failing.map(
      (one) =>
        `no notification by ${senderOf(one)} is accepted: ${Math.round(one.tried)} tried ${span}, and all failed`,
    ),
  ].map((text) => cleanLine(text, 250));
  if (faults.length > 0) return { ...notYet(faults.join('; ')), due };
  const remarks = [
    ...(watchdogs.length === 0
      ? ['no rule always fires, so it is not known whether alerts arrive (alerts.watchdog)']
      : []),
    ...(notifications.length === 0
      ? [`no notification was tried ${span}, so it is not known whether receivers accept them`]
      : []),
    ...partly.map(
      (one) => `${Math.round(one.failed)} of ${Math.round(one.tried)} notifications by ${senderOf(one)} failed ${span}`,
    ),
  ];
  return remarks.length === 0 ? ready() : { ...ready(remarks.join('; ')), isRemarkable: true };
}

/** @example 'slack of receiver team-shop' */
function senderOf({ integration, receiver }: Notifications): string {
  return `${cleanLine(integration, 40)}${receiver === undefined ? '' : ` of receiver ${cleanLine(receiver, 60)}`}`;
}
