import type { Reach } from '../reach/reach.ts';
import { plain, refusal } from './ask.ts';
import { alertmanagerAlerts } from './schemas.ts';

/** What an integration of Alertmanager has tried to send. */
export interface Notifications {
  /** `webhook`, `slack`, `email` … */
  integration: string;
  /** The receiver that it belongs to, where Alertmanager tells them apart (`receiver-name-in-metrics`). */
  receiver?: string;
  tried: number;
  failed: number;
}

/** The API of Alertmanager, version 2. https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
export interface AlertmanagerApi {
  /** How messages name it. */
  readonly name: string;
  /** A sentence about how it was found, if people should know. */
  readonly remark?: string;
  /** A command that asks the same by hand. */
  byHand(path: string): string;
  /** The labels of the alerts that have reached it. */
  alerts(signal: AbortSignal): Promise<readonly Readonly<Record<string, string>>[]>;
  /** What it has tried to send since it started, according to its own metrics. */
  notifications(signal: AbortSignal): Promise<readonly Notifications[]>;
}

/** @returns the API behind a way to it. */
export function alertmanagerApi(reach: Reach): AlertmanagerApi {
  const get = async (path: string, signal: AbortSignal): Promise<string> => {
    const { status, body } = await reach.get(path, signal);
    if (status !== 200) throw refusal(reach, path, status, plain(body));
    return body;
  };
  return {
    name: reach.name,
    byHand: (path) => reach.byHand(path),
    alerts: async (signal) => {
      const path = '/api/v2/alerts';
      const alerts = alertmanagerAlerts.safeParse(jsonOf(await get(path, signal)));
      if (!alerts.success) throw refusal(reach, path, 200, '');
      return alerts.data.map(({ labels }) => labels);
    },
    notifications: async (signal) => notificationsOf(await get('/metrics', signal)),
  };
}

/** What the metrics of Alertmanager say about notifications; pure. */
export function notificationsOf(text: string): Notifications[] {
  const series = /^alertmanager_notification_requests_(failed_)?total\{([^}]*)\} (\S+)$/gm;
  const sums = new Map<string, Notifications>();
  for (const [, failed, labels = '', value] of text.matchAll(series)) {
    const [, integration = ''] = /integration="([^"]*)"/.exec(labels) ?? [];
    const [, receiver] = /receiver_name="([^"]*)"/.exec(labels) ?? [];
    const key = `${integration}/${receiver ?? ''}`;
    const sum = sums.get(key) ?? { ...{ integration, tried: 0, failed: 0 }, ...(receiver && { receiver }) };
    sum[failed ? 'failed' : 'tried'] += Number(value);
    sums.set(key, sum);
  }
  return [...sums.values()].filter(({ tried }) => tried > 0);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
