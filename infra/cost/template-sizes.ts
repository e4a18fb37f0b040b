import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSessionLimits, type SessionLimits } from '#shared/contract/session-limits.ts';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** What of a deployment's size its templates say. */
export interface TemplateSizes {
  /** Memory of each of our functions in GB, by program. */
  functionGb: Record<string, number>;
  arm: boolean;
  /** vCPUs and GB of each task definition, by program. */
  tasks: Record<string, { vcpu: number; gb: number; arm: boolean }>;
  /** How many resources there are of each type. */
  count: (type: string) => number;
  firewallRules: number;
  /** How many browser sessions at once, and the browsers kept warm. */
  sessions: SessionLimits;
  /** Programs that a schedule calls, each every so many minutes. */
  scheduled: { program: string; everyMinutes: number }[];
}

/** Reads the templates of a synthesized stage. */
export function readTemplateSizes(folder: string): TemplateSizes {
  const resources = readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .flatMap((name) => {
      const { Resources } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        Resources: Record<string, Resource>;
      };
      return Object.entries(Resources);
    });
  const ofType = (type: string) =>
    resources.flatMap(([, resource]) => (resource.Type === type ? [resource.Properties ?? {}] : []));
  const functions = ofType('AWS::Lambda::Function').filter((one) => String(one['FunctionName']).startsWith('stepify-'));
  const program = (name: unknown) => String(name).split('-').slice(2).join('-');
  const byLogicalId = new Map(
    resources.flatMap(([id, { Type, Properties: one }]) =>
      Type === 'AWS::Lambda::Function' ? [[id, program(one?.['FunctionName'])]] : [],
    ),
  );
  const isArm = (one: Record<string, unknown>) =>
    (one['RuntimePlatform'] as { CpuArchitecture?: string } | undefined)?.CpuArchitecture === 'ARM64';
  return {
    functionGb: Object.fromEntries(
      functions.map((one) => [program(one['FunctionName']), Number(one['MemorySize']) / 1024]),
    ),
    arm: functions.every((one) => String(one['Architectures']) === 'arm64'),
    tasks: Object.fromEntries(
      ofType('AWS::ECS::TaskDefinition').map((one) => [
        program(one['Family']),
        { vcpu: Number(one['Cpu']) / 1024, gb: Number(one['Memory']) / 1024, arm: isArm(one) },
      ]),
    ),
    count: (type) => ofType(type).length,
    sessions: readSessionLimits(environmentOf(ofType('AWS::ECS::TaskDefinition')[0])['SESSION_LIMITS']!),
    scheduled: ofType('AWS::Events::Rule').flatMap(({ ScheduleExpression, Targets }) =>
      (Targets as { Arn: { 'Fn::GetAtt': [string, string] } }[]).map(({ Arn }) => ({
        program: byLogicalId.get(Arn['Fn::GetAtt'][0])!,
        everyMinutes: Number(/^rate\((\d+) minutes?\)$/.exec(String(ScheduleExpression))![1]),
      })),
    ),
    firewallRules: (ofType('AWS::WAFv2::WebACL')[0]?.['Rules'] as unknown[] | undefined)?.length ?? 0,
  };
}

function environmentOf(task: Record<string, unknown> | undefined): Record<string, string> {
  const [container] = (task?.['ContainerDefinitions'] ?? []) as { Environment: { Name: string; Value: string }[] }[];
  return Object.fromEntries((container?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
}
