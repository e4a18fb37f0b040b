import { matches } from './match.ts';

/** What is known about a call beside its action and resource; keys are compared without regard to case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** Operator → key → values that the policy names. */
export type Conditions = Record<string, Record<string, string[]>>;

type Test = (actual: string, wanted: string) => boolean;

const operators: Record<string, Test> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => matches(wanted, actual),
  ArnEquals: (actual, wanted) => matches(wanted, actual),
  ArnLike: (actual, wanted) => matches(wanted, actual),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
};

/** A negated operator holds when no value of the policy matches, also when the key is not there. */
const negations: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** Keys that the local run knows the value of. */
const knownKeys = [
  /^aws:(securetransport|principalarn|sourcearn|sourceaccount|requestedregion)$/,
  /^kms:(encryptioncontext:.+|encryptioncontextkeys|viaservice|calleraccount)$/,
  /^s3:(prefix|delimiter|max-keys)$/,
  /^ecs:(cluster|createaction)$/,
  /^iam:passedtoservice$/,
];

interface ParsedOperator {
  set: 'ForAllValues' | 'ForAnyValue' | undefined;
  name: string;
  ifExists: boolean;
}

function parseOperator(text: string): ParsedOperator {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  return { set: set as ParsedOperator['set'], name, ifExists: ifExists !== undefined };
}

/** Throws, naming it, on an operator or key that the local run cannot evaluate. */
export function checkConditions(conditions: Conditions): void {
  for (const [operator, keys] of Object.entries(conditions)) {
    const { name } = parseOperator(operator);
    if (!(name in operators) && !(name in negations) && name !== 'Null') {
      throw new Error(`does not know the condition operator ${operator}`);
    }
    for (const [key, values] of Object.entries(keys)) {
      if (!knownKeys.some((known) => known.test(key.toLowerCase()))) {
        throw new Error(`does not know the value of the condition key ${key}`);
      }
      const variable = values.find((value) => value.includes('${'));
      if (variable) throw new Error(`does not know policy variables such as ${variable}`);
    }
  }
}

/** Whether every condition holds: all operators and all of their keys. */
export function conditionsHold(conditions: Conditions, context: RequestContext): boolean {
  const lower = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(parseOperator(operator), lower.get(key.toLowerCase()), wanted)),
  );
}

function holds({ set, name, ifExists }: ParsedOperator, actual: string[] | undefined, wanted: string[]): boolean {
  if (name === 'Null') return wanted.some((value) => (value === 'true') === (actual === undefined));
  const positive = operators[negations[name] ?? name]!;
  const any = (value: string) => wanted.some((one) => positive(value, one));
  const test = name in negations ? (value: string) => !any(value) : any;
  if (actual === undefined) return ifExists || set === 'ForAllValues' || (set === undefined && name in negations);
  return set === 'ForAllValues' ? actual.every(test) : set === 'ForAnyValue' ? actual.some(test) : test(actual[0]!);
}
