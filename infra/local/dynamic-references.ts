/**
 * A property with its dynamic reference replaced, as CloudFormation does while it deploys. Throws on what is no whole
 * string of a secret.
 */
export function withSecrets(value: string, valueOf: (secretArn: string) => string): string {
  return value.replaceAll(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => {
    const secret = /^secretsmanager:(.+):SecretString:::$/.exec(reference)?.[1];
    if (!secret) throw new Error(`The local run does not know the dynamic reference ${reference}`);
    return valueOf(secret);
  });
}
