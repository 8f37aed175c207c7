/** What looks like a credential, each with what is shown of it. Each pattern begins with a text of its own and cannot fail late, so that it is linear. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // An Authorization header, without its name.
  [/\b(bearer[ \t]{1,4})(?![A-Za-z]?[a-z]{1,15}\b)[A-Za-z0-9+/=._~-]{8,}/gi, '$1***'],
  [/\b((?:basic|negotiate)[ \t]{1,4})(?=[A-Za-z0-9+/=._~-]{0,256}[\d=])[A-Za-z0-9+/=._~-]{8,}/gi, '$1***'],
  // JSON Web Tokens, and what else is JSON in base64 with a dot behind it.
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g, '***'],
  // Amazon, Google, Azure.
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b/g, '***'],
  [/\bAIza[\w-]{30,}/g, '***'],
  [/\bya29\.[\w.-]{20,}/g, '***'],
  [/\bGOCSPX-[\w-]{20,}/g, '***'],
  // Code hosts and registries of packages and images.
  [/\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/g, '***'],
  [/\b(?:glpat|gldt|glrt|glcbt|glptt|glft)-[\w.-]{16,}/g, '***'],
  [/\bATBB[A-Za-z0-9]{20,}|\bATATT[\w=-]{20,}/g, '***'],
  [/\bnpm_[A-Za-z0-9]{20,}|\bpypi-[\w-]{20,}|\bdckr_[a-z]+_[\w-]{16,}|\brubygems_[a-f0-9]{20,}/g, '***'],
  // Chats, mail, payments, platforms.
  [/\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}/g, '***'],
  [/\bSG\.[\w-]{16,}\.[\w-]{16,}/g, '***'],
  [/\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[\w+/=-]{10,}/g, '***'],
  [/\bsk-(?=[\w-]{0,200}[A-Z])[\w-]{20,}|\bhf_[A-Za-z0-9]{20,}|\bgsk_[A-Za-z0-9]{20,}/g, '***'],
  [/\bhv[sbr]\.[\w-]{16,}|\bdo[opr]_v1_[a-f0-9]{20,}|\bshp(?:at|ca|pa|ss)_[a-f0-9]{20,}/g, '***'],
  [
    /\bdapi[a-f0-9]{30,}|\bNRAK-[A-Z0-9]{20,}|\bglsa_\w{20,}|\bpul-[a-f0-9]{30,}|\blin_api_\w{20,}|\bdt0c01\.[\w.-]{20,}/g,
    '***',
  ],
  [/\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g, '***'],
  [/\bs\.[A-Za-z0-9]{24}\b|\bSK[a-f0-9]{32}\b/g, '***'],
  [/\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g, '***'],
  // Kubernetes: tokens of OpenShift and of bootstrap.
  [/\bsha256~[\w-]{20,}/g, '***'],
  [/\b(?=[a-z]*\d)[a-z0-9]{6}\.(?=[a-z]*\d)[a-z0-9]{16}\b/g, '***'],
  // A password in a sentence.
  [/\b((?:password|passwd|passphrase)\b(?: is| was| of)? \\{0,8}["'`])[^"'`\n\\]{1,256}(?=\\{0,8}["'`])/gi, '$1***'],
  // The same without quotes: a word that nobody would write in a sentence.
  [
    /\b((?:password|passwd|passphrase)(?: is| was| of)?[ \t]{1,4})(?=[^\s"']{0,64}\d)(?=[^\s"']{0,64}[a-z])(?=[^\s"']{0,64}[A-Z])[^\s"',;]{8,128}/gi,
    '$1***',
  ],
  // Lines of /etc/shadow, and hashes of passwords.
  [
    /\$(?:2[abxy]|5|6|y|apr1)\$(?:rounds=\d{1,9}\$)?[\w./$]{16,}|\$(?:argon2(?:id|i|d)|scrypt)\$[\w./$,=+-]{16,}/g,
    '***',
  ],
];

/**
 * A text without what looks like a credential by itself, whatever stands before it. Linear in the length of the text; pure.
 * @example withoutShapes('key AKIAIOSFODNN7EXAMPLE denied') // 'key *** denied'
 */
export function withoutShapes(text: string): string {
  return SHAPES.reduce((rest, [shape, shown]) => rest.replaceAll(shape, shown), text);
}
