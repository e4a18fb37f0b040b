import { localAccount, localRegion } from './physical-names.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What intrinsic functions look up in the stack they stand in. */
export interface Lookup {
  /** Where the value stands, for messages. */
  stack: string;
  ref(logicalId: string): string;
  attribute(logicalId: string, attribute: string): string;
  importValue(exportName: string): string;
  condition(name: string): boolean;
}

/** Stands for a property that the template leaves out. */
const noValue = Symbol('AWS::NoValue');

const pseudoParameters: Record<string, string | typeof noValue> = {
  'AWS::AccountId': localAccount,
  'AWS::Region': localRegion,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': noValue,
};

type Resolved = Json | typeof noValue;
type Intrinsic = (argument: Json, lookup: Lookup) => Resolved;

const intrinsics: Record<string, Intrinsic> = {
  Ref: (name, lookup) => ref(text(name), lookup),
  'Fn::GetAtt': (target, lookup) => {
    const [logicalId, ...attribute] = Array.isArray(target) ? target.map(text) : text(target).split('.');
    return lookup.attribute(logicalId!, attribute.join('.'));
  },
  'Fn::Join': (argument, lookup) => {
    const [separator, parts] = argument as [string, Json];
    return (resolve(parts, lookup) as Json[]).map(text).join(separator);
  },
  'Fn::Sub': (argument, lookup) => {
    const [pattern, values] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, Json>];
    return pattern.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in values) return text(resolve(values[name]!, lookup));
      const [logicalId, ...attribute] = name.split('.');
      return attribute.length > 0 ? lookup.attribute(logicalId!, attribute.join('.')) : String(ref(name, lookup));
    });
  },
  'Fn::Select': (argument, lookup) => {
    const [index, list] = argument as [number | string, Json];
    const chosen = (resolve(list, lookup) as Json[])[Number(index)];
    if (chosen === undefined) throw new Error(`${lookup.stack}: Fn::Select has no item ${index}`);
    return chosen;
  },
  'Fn::Split': (argument, lookup) => {
    const [separator, whole] = argument as [string, Json];
    return text(resolve(whole, lookup)).split(separator);
  },
  'Fn::ImportValue': (name, lookup) => lookup.importValue(text(resolve(name, lookup))),
  'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `${localRegion}${zone}`),
  'Fn::Base64': (plain, lookup) => Buffer.from(text(resolve(plain, lookup))).toString('base64'),
  'Fn::If': (argument, lookup) => {
    const [name, yes, no] = argument as [string, Json, Json];
    return resolveValue(lookup.condition(name) ? yes : no, lookup);
  },
  'Fn::Equals': (argument, lookup) => {
    const [left, right] = (argument as Json[]).map((side) => resolve(side, lookup));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, lookup) => !resolve((argument as Json[])[0]!, lookup),
  'Fn::And': (argument, lookup) => (argument as Json[]).every((item) => resolve(item, lookup)),
  'Fn::Or': (argument, lookup) => (argument as Json[]).some((item) => resolve(item, lookup)),
  Condition: (name, lookup) => lookup.condition(text(name)),
};

function ref(name: string, lookup: Lookup): string | typeof noValue {
  if (name === 'AWS::StackName') return lookup.stack;
  if (name === 'AWS::StackId')
    return `arn:aws:cloudformation:${localRegion}:${localAccount}:stack/${lookup.stack}/local`;
  return pseudoParameters[name] ?? lookup.ref(name);
}

/** A value that stands within a text or names something. Throws on a list or an object, which would be a broken template. */
export function text(value: Json): string {
  if (value === null || typeof value === 'object') throw new Error(`A text is needed, not ${JSON.stringify(value)}`);
  return String(value);
}

/** Replaces every intrinsic function in a value of the template. Throws, naming the function, on one it does not know. */
export function resolve(value: Json, lookup: Lookup): Json {
  const resolved = resolveValue(value, lookup);
  return resolved === noValue ? null : resolved;
}

function resolveValue(value: Json, lookup: Lookup): Resolved {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, lookup)).filter((item) => item !== noValue);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0]! : '';
  const intrinsic = intrinsics[only];
  // A policy's `Condition` is an object; the intrinsic of that name holds a condition's name.
  if (intrinsic && (only !== 'Condition' || typeof value[only] === 'string')) return intrinsic(value[only]!, lookup);
  if (only.startsWith('Fn::')) throw new Error(`${lookup.stack}: the local run does not know the function ${only}`);
  const entries = keys.map((key) => [key, resolveValue(value[key]!, lookup)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue)) as Json;
}
