/** Credentials in arguments of programs, in statements and in configuration files whose values have no sign before them. */
const ARGUMENTS: readonly (readonly [RegExp, string])[] = [
  [/\b((?:requirepass|masterauth)[ \t]{1,8})(?!\*)[^\s"'\\]{1,256}/g, '$1***'],
  [/\b(sshpass[ \t]{1,4}-p[ \t]{0,4}["']?)(?!\*)[^\s"'\\]{1,256}/g, '$1***'],
  [
    /\b((?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^\n|;]{0,200}?[ \t]-p)(?=[^\s*])[^\s"'\\]{1,256}/g,
    '$1***',
  ],
  [/\b(IDENTIFIED[ \t]{1,4}(?:WITH[ \t]{1,4}\S{1,64}[ \t]{1,4})?(?:BY|AS)[ \t]{1,4}["'])[^"'\n\\]{1,256}/gi, '$1***'],
];

/** The user and the password of `curl`, also in a list of arguments. */
const USER =
  /((?:^|[\s"',[])(?:-u|-U|--user|--proxy-user)(?:\\{0,8}["']?,\s?\\{0,8}["']|[ \t=]{1,4}["']?)[^\s:"'\\]{1,64}:)[^\s"'\\]{1,256}/g;

/**
 * A text without the credentials in the arguments of well-known programs. Linear in the length of the text; pure.
 * @example withoutArguments('curl -u admin:s3cret http://shop') // 'curl -u admin:*** http://shop'
 */
export function withoutArguments(text: string): string {
  const shown = ARGUMENTS.reduce((rest, [shape, by]) => rest.replaceAll(shape, by), text);
  return /\bcurl\b/.test(shown) ? shown.replaceAll(USER, '$1***') : shown;
}
