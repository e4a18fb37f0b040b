import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageAsset } from './template.ts';

/** What of an image decides how its container starts. */
export interface ImageStart {
  entryPoint: string[];
  command: string[];
  environment: Record<string, string>;
  workFolder: string;
}

/** Reads the last stage of an image's Dockerfile. Only what our own images use is understood; the rest of it builds. */
export function readDockerfile({ folder, dockerFile }: ImageAsset): ImageStart {
  const start: ImageStart = { entryPoint: [], command: [], environment: {}, workFolder: '/' };
  const text = readFileSync(join(folder, dockerFile), 'utf8').replaceAll(/\\\r?\n/g, ' ');
  for (const line of text.split('\n')) {
    const [, word = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    switch (word.toUpperCase()) {
      case 'FROM':
        Object.assign(start, { entryPoint: [], command: [], environment: {}, workFolder: '/' });
        break;
      case 'ENTRYPOINT':
        start.entryPoint = commandLine(rest);
        break;
      case 'CMD':
        start.command = commandLine(rest);
        break;
      case 'WORKDIR':
        start.workFolder = rest;
        break;
      case 'ENV':
        for (const [, name, quoted, bare] of rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)) {
          start.environment[name!] = quoted ?? bare ?? '';
        }
        break;
    }
  }
  return start;
}

/** The JSON form as it is; the other form goes through a shell, as Docker does it. */
function commandLine(text: string): string[] {
  return text.startsWith('[') ? (JSON.parse(text) as string[]) : ['/bin/sh', '-c', text];
}
