import { localAccount, localRegion } from '../physical-names.ts';
import type { LocalTemplate } from '../template.ts';
import type { Call } from './decide.ts';
import type { RequestContext } from './conditions.ts';

/**
 * What a service that encrypts with a customer's key asks of that key in its caller's name: with the caller's rights, its own
 * encryption context and `kms:ViaService`. `key` is an id or ARN as the template gives it; without one nothing is asked.
 */
export function throughService(
  template: LocalTemplate,
  service: string,
  key: string | undefined,
  actions: ('Decrypt' | 'GenerateDataKey')[],
  context: Record<string, string>,
): Call[] {
  if (key === undefined) return [];
  const resource = template.find('AWS::KMS::Key', key)?.names.attributes['Arn'] ?? key;
  return actions.map((action) => ({
    action: `kms:${action}`,
    resource,
    context: { ...encryptionContext(context), 'kms:ViaService': `${service}.${localRegion}.amazonaws.com` },
  }));
}

/** The condition keys that a call's encryption context gives. */
export function encryptionContext(context: unknown): RequestContext {
  const pairs = Object.entries((context ?? {}) as Record<string, string>);
  return {
    'kms:CallerAccount': localAccount,
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    ...(pairs.length > 0 && { 'kms:EncryptionContextKeys': pairs.map(([name]) => name) }),
  };
}
