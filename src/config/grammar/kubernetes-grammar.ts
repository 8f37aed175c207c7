/** The grammar of Kubernetes for names and selectors (k8s.io/apimachinery/pkg/util/validation; pkg/labels/selector.go). All of it is pure. */

const NAME = /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const IS_NAME =
  "a name has letters, digits, '-', '_' and '.', at most 63, and may have a domain before it: example.com/team";
const IS_VALUE =
  "a value has letters, digits, '-', '_' and '.', at most 63, and begins and ends with a letter or digit";

/** Whether a text is a DNS subdomain, as most names of objects are. */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text);
}

/** Whether a text is the name of a label or an annotation: `team`, `example.com/team`. */
export function isQualifiedName(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').toReversed();
  return more.length === 0 && NAME.test(name) && (prefix === undefined || isSubdomain(prefix));
}

/** Why a label is none; undefined when it is one. */
export function labelProblem(name: string, value: string): string | undefined {
  if (!isQualifiedName(name)) return IS_NAME;
  return VALUE.test(value) ? undefined : IS_VALUE;
}

/** Why an annotation is none; undefined when it is one. Its value is any text. */
export function annotationProblem(name: string): string | undefined {
  return isQualifiedName(name.toLowerCase()) ? undefined : IS_NAME;
}

/** Why a selector of labels is none, as kubectl takes it: `app=web,tier!=db,env in (a, b),!old`; undefined when it is one. */
export function selectorProblem(selector: string): string | undefined {
  if (selector.trim() === '') return undefined;
  const wrong = requirements(selector).find((one) => !isRequirement(one));
  return wrong === undefined
    ? undefined
    : `'${wrong.trim()}' is no requirement of a selector; write it as in app=web,tier!=db,env in (a, b),!old`;
}

/** Commas between parentheses separate values. */
function requirements(selector: string): string[] {
  return selector.split(/,(?![^()]*\))/);
}

function isRequirement(text: string): boolean {
  const one = text.trim();
  const [, , absent] = /^(!)\s*(\S+)$/.exec(one) ?? [];
  if (absent !== undefined || /^\S+$/.test(one)) if (isQualifiedName(absent ?? one)) return true;
  const [, setKey, values] = /^(\S+)\s+(?:in|notin)\s*\(([^()]*)\)$/.exec(one) ?? [];
  if (setKey !== undefined)
    return isQualifiedName(setKey) && (values ?? '').split(',').every((value) => VALUE.test(value.trim()));
  const [, key, operator, value = ''] = /^([^\s=!<>]+)\s*(==|=|!=|<|>)\s*(\S*)$/.exec(one) ?? [];
  if (key === undefined || !isQualifiedName(key)) return false;
  return operator === '<' || operator === '>' ? /^-?\d+$/.test(value) : VALUE.test(value);
}

/** The part of a toleration that is checked. */
interface Toleration {
  key?: string | undefined;
  operator?: string | undefined;
  value?: string | undefined;
  effect?: string | undefined;
  tolerationSeconds?: number | undefined;
}

/** Why a pod with a toleration would be refused (pkg/apis/core/validation, ValidateTolerations); undefined when it would not. */
export function tolerationProblem({
  key = '',
  operator = 'Equal',
  value = '',
  effect,
  tolerationSeconds,
}: Toleration): string | undefined {
  if (key !== '' && !isQualifiedName(key)) return `its key is '${key}': ${IS_NAME}`;
  if (key === '' && operator !== 'Exists') return 'without a key its operator must be Exists';
  if (operator === 'Exists' && value !== '') return 'with the operator Exists it has no value';
  if (!VALUE.test(value)) return `its value is '${value}': ${IS_VALUE}`;
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') return 'tolerationSeconds needs the effect NoExecute';
  return undefined;
}
