import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from './meter.ts';

/** Writes what was asked and answered, without pictures, for somebody who wants to know why a goal was not reached. */
export function keepTrace(folder: string, name: string, exchanges: readonly Exchange[]): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}.txt`);
  const said = exchanges.map(({ request, answer }) => {
    const asked = request.messages.flatMap(({ content }) =>
      typeof content === 'string' ? content : content.map((block) => ('text' in block ? block.text : '(picture)')),
    );
    const answered = answer.content.map((block) => ('text' in block ? block.text : ''));
    return [...asked, '>>>', ...answered].join('\n');
  });
  writeFileSync(file, said.join('\n\n==========\n\n'));
}
