import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../build.ts';
import { defaultArchitecture } from '../config.ts';
import { synthesize } from '../synthesize.ts';
import { idleDollarsPerMonth, signInDollars, total, tutorialDollars, type Dollars } from './dollars.ts';
import { pricesAsOf } from './prices.ts';
import { quotaUse } from './quotas.ts';
import { readTemplateSizes } from './template-sizes.ts';

// `npm run cost`: what the template's own sizes cost at list prices, and what gives first when load grows.
await buildAll(() => undefined, defaultArchitecture);
const folder = mkdtempSync(join(tmpdir(), 'stepify-cost-'));
try {
  await synthesize(folder);
  const sizes = readTemplateSizes(folder);
  console.log(
    `List prices in US dollars as written down in ${pricesAsOf} for ap-southeast-1, and not looked up since: compare them with\n` +
      'AWS’s price pages before you decide by them. An external database is not included.\n',
  );
  table('1,000 tutorials', tutorialDollars(sizes), 1000);
  table('1,000 sign-in sessions', signInDollars(sizes), 1000);
  table('A month with nobody there', idleDollarsPerMonth(sizes), 1);
  for (const perDay of [1000, 100_000, 1_000_000]) {
    console.log(`\n${perDay.toLocaleString('en')} tutorials a day: fullest quotas in the busiest hour`);
    for (const { name, share, answer } of quotaUse(perDay, sizes).slice(0, 5)) {
      const full = share >= 10 ? `${Math.round(share)} ×` : `${Math.round(share * 100)} %`;
      console.log(`  ${full.padStart(8)}  ${name.padEnd(42)}${share >= 1 ? answer : 'holds'}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function table(title: string, dollars: Dollars, times: number): void {
  console.log(title);
  for (const [part, one] of Object.entries({ ...dollars, total: total(dollars) })) {
    console.log(`  ${part.padEnd(40)}${(one * times).toFixed(2).padStart(10)}`);
  }
}
