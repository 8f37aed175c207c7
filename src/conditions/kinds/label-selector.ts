/** The label selector of a workload or a NetworkPolicy. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** Whether labels are selected. An empty selector selects everything, as in the API. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>> = {}): boolean {
  const exact = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return exact && (selector.matchExpressions ?? []).every((expression) => holds(expression, labels));
}

/** The selector as a LIST takes it: `app=web,tier notin (db),!canary`. */
export function selectorText(selector: LabelSelector): string {
  const exact = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const others = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'Exists':
        return key;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
    }
  });
  return [...exact, ...others].join(',');
}

/**
 * Reads a selector as kubectl and LISTs take it: `app=web,tier notin (db),!canary`; `undefined` when it is none. Pure. The grammar is that
 * of labels.Parse in k8s.io/apimachinery, without its comparisons of numbers.
 */
export function readSelector(text: string): LabelSelector | undefined {
  const matchExpressions: { key: string; operator: string; values?: string[] }[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = /^(!?)\s*([\w./-]+)\s*(?:(==?|!=)\s*([\w.-]*)|\b(in|notin)\s*\(([^()]*)\))?\s*(?:,\s*(?=\S)|$)/.exec(
      rest,
    );
    if (!found) return undefined;
    const [whole, not, key = '', sign, value = '', word, list = ''] = found;
    const isExact = sign !== undefined || word !== undefined;
    if (not && isExact) return undefined;
    const operator = isExact ? (sign === '!=' || word === 'notin' ? 'NotIn' : 'In') : not ? 'DoesNotExist' : 'Exists';
    const values = sign === undefined ? list.split(',').map((one) => one.trim()) : [value];
    matchExpressions.push({ key, operator, ...(isExact && { values }) });
    rest = rest.slice(whole.length);
  }
  return { matchExpressions };
}

function holds(
  { key, operator, values = [] }: { key: string; operator: string; values?: readonly string[] },
  labels: Readonly<Record<string, string>>,
): boolean {
  // A label may be called as a member that every object has, such as `constructor`.
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
