import { checkConditions, type Conditions } from './conditions.ts';

/** Whom a resource's policy speaks of: `*`, an ARN, or a service's domain. */
export type Principal = { AWS: string } | { Service: string };

export interface Statement {
  /** Where it stands, for messages. */
  source: string;
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  /** Of a resource's policy. */
  principals: Principal[];
  conditions: Conditions;
}

export interface PolicyDocument {
  Version?: string;
  Statement: RawStatement | RawStatement[];
}
type RawStatement = Record<string, unknown>;

const elements = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'];
const list = (value: unknown): string[] => [value].flat().filter((one) => one !== undefined) as string[];

/** Reads a resolved policy document. Throws, with what and where, on anything it could not evaluate later. */
export function readPolicy(source: string, document: PolicyDocument): Statement[] {
  if (document.Version !== '2012-10-17') throw refusal(source, `reads policies of version 2012-10-17 alone`);
  return [document.Statement].flat().map((raw) => {
    const unknown = Object.keys(raw).find((element) => !elements.includes(element));
    if (unknown) throw refusal(source, `does not know the element ${unknown}`);
    const conditions = Object.fromEntries(
      Object.entries((raw['Condition'] ?? {}) as Record<string, Record<string, unknown>>).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, list(values).map(String)])),
      ]),
    );
    try {
      checkConditions(conditions);
    } catch (error) {
      throw refusal(source, (error as Error).message);
    }
    const actions = list(raw['Action']);
    if (actions.length === 0) throw refusal(source, 'needs an Action in every statement');
    const resources = list(raw['Resource']);
    const variable = resources.find((resource) => resource.includes('${'));
    if (variable) throw refusal(source, `does not know policy variables such as ${variable}`);
    return {
      source,
      effect: raw['Effect'] as Statement['effect'],
      actions,
      resources,
      principals: readPrincipals(raw['Principal']),
      conditions,
    };
  });
}

function readPrincipals(raw: unknown): Principal[] {
  if (raw === undefined) return [];
  if (raw === '*') return [{ AWS: '*' }];
  return Object.entries(raw as Record<string, unknown>).flatMap(([kind, values]) =>
    list(values).map((value) => ({ [kind]: value }) as Principal),
  );
}

function refusal(source: string, what: string): Error {
  return new Error(`${source}: the local run ${what}. Teach infra/local/iam or change the policy.`);
}
