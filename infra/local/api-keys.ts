import type { IncomingMessage } from 'node:http';
import { withSecrets } from './dynamic-references.ts';
import type { LocalTemplate } from './template.ts';

interface ApiKeys {
  /** Whether the request brings a key (`x-api-key`) that a usage plan lets into the stage. */
  open(at: { apiId: string; stage: string }, request: IncomingMessage): boolean;
}

/** API keys of the template. Throws on a usage plan that also counts requests or slows them down. */
export function readApiKeys(template: LocalTemplate, secretValue: (arn: string) => string): ApiKeys {
  const keys = new Map<string, string[]>();
  const plans = template.resources('AWS::ApiGateway::UsagePlan');
  for (const { path, properties } of template.resources('AWS::ApiGateway::UsagePlanKey')) {
    const plan = plans.find(({ names }) => names.ref === properties['UsagePlanId'])?.properties;
    const key = template.find('AWS::ApiGateway::ApiKey', properties['KeyId'])?.properties;
    if (!plan || plan['Throttle'] || plan['Quota']) throw new Error(`${path}: the local run does not know this plan`);
    if (!key?.['Enabled'] || !key['Value']) continue;
    for (const { ApiId, Stage } of plan['ApiStages'] as { ApiId: string; Stage: string }[]) {
      const id = `${ApiId}/${Stage}`;
      keys.set(id, [...(keys.get(id) ?? []), withSecrets(key['Value'], secretValue)]);
    }
  }
  return {
    open: ({ apiId, stage }, { headers }) =>
      (keys.get(`${apiId}/${stage}`) ?? []).some((key) => headers['x-api-key'] === key),
  };
}
