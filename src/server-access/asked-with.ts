import type { EndpointSettings } from '../config/sections/endpoint.ts';

/**
 * What a server is asked with, without its values, for what is said when it refuses; pure.
 * @example 'asked with a bearer token and the header X-Scope-OrgID'
 */
export function askedWith({ auth, headers }: Pick<EndpointSettings, 'auth' | 'headers'>): string {
  const names = Object.keys(headers);
  const parts = [
    ...(auth.bearerToken === '' ? [] : ['a bearer token']),
    ...(auth.bearerToken === '' && auth.username !== '' ? ['a user name and a password'] : []),
    ...(auth.clientCertificate === '' ? [] : ['a client certificate']),
    ...(names.length === 0 ? [] : [`the ${names.length === 1 ? 'header' : 'headers'} ${names.join(', ')}`]),
  ];
  const last = parts.pop();
  if (last === undefined) return 'asked without credentials, and without a header';
  return `asked with ${parts.length === 0 ? '' : `${parts.join(', ')} and `}${last}`;
}
