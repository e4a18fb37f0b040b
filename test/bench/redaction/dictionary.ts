import { fakerDE, fakerEN } from '@faker-js/faker';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import type { Box } from '#shared/contract/tutorials.ts';
import { captureRedactedFrame } from '#shared/redaction/capture-frame.ts';

interface Guess {
  /** Guesses that named the right one, of how many, and how many chance alone gives. */
  right: number;
  tried: number;
  chance: number;
  /** Names that the box's width narrows to ten candidates or fewer. */
  narrowed: number;
}

const rowHeight = 24;
const rowsAShot = 35;
const own = { name: 'Nobody Inparticular', email: 'nobody@nowhere.example' };
const rowHtml = (name: string) =>
  `<div style="position:absolute;left:64px;top:0"><table style="border-collapse:collapse"><tr><td style="padding:0;white-space:nowrap;font:14px/24px 'Open Sans'">${name}</td></tr></table></div>`;

/**
 * Plays somebody who knows the font, the place and 1,200 names of which one is right: blurs and pixelates each candidate
 * in many strengths and names the one that is most like the stored picture. `hide` makes the picture that is attacked.
 */
export async function dictionaryAttack(browser: Browser, secrets: number, hide: 'redaction' | 'blur'): Promise<Guess> {
  const names = candidateNames();
  const page = await browser.newPage({ viewport: { width: 520, height: rowHeight * rowsAShot } });
  try {
    const drawn = await drawAll(page, names);
    const guess: Guess = { right: 0, tried: 0, chance: 0, narrowed: 0 };
    for (let index = 0; index < secrets; index += 1) {
      const right = Math.floor((index * names.length) / secrets);
      await page.setContent(`<body style="margin:0">${rowHtml(names[right]!)}</body>`);
      const { frame } = await captureRedactedFrame(page, { own });
      const region = frame.regions[0]!.box;
      const alike = names.flatMap((_, at) => (sameWidth(drawn[at]!.width, region) ? [at] : []));
      const seen =
        hide === 'blur'
          ? await strengths(drawn[right]!.row).then((found) => found[1]!)
          : await grey(await sharp(frame.webp).extract({ left: 0, top: 0, width: 520, height: rowHeight }).toBuffer());
      const scores = await Promise.all(alike.map(async (at) => best(seen, await strengths(drawn[at]!.row), region)));
      const first = alike[scores.indexOf(Math.max(...scores))];
      guess.tried += 1;
      if (first === right) guess.right += 1;
      guess.chance += 1 / Math.max(1, alike.length);
      if (alike.length <= 10) guess.narrowed += 1;
    }
    return guess;
  } finally {
    await page.close();
  }
}

function candidateNames(): string[] {
  fakerEN.seed(7);
  fakerDE.seed(8);
  const found = new Set<string>();
  while (found.size < 1200) {
    const fake = found.size % 2 ? fakerEN : fakerDE;
    found.add(`${fake.person.firstName()} ${fake.person.lastName()}`);
  }
  return [...found];
}

async function drawAll(page: Awaited<ReturnType<Browser['newPage']>>, names: readonly string[]) {
  const drawn: { row: Buffer; width: number }[] = [];
  for (let from = 0; from < names.length; from += rowsAShot) {
    const part = names.slice(from, from + rowsAShot);
    await page.setContent(
      `<body style="margin:0">${part.map((name, row) => `<div style="position:absolute;top:${row * rowHeight}px;left:0">${rowHtml(name)}</div>`).join('')}</body>`,
    );
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('td')].map((cell) => cell.getBoundingClientRect().width),
    );
    const shot = await page.screenshot();
    for (const [row] of part.entries()) {
      const cut = { left: 0, top: row * rowHeight, width: 520, height: rowHeight };
      drawn.push({ row: await sharp(shot).extract(cut).png().toBuffer(), width: widths[row]! });
    }
  }
  return drawn;
}

/** The grid that boxes lie on is no secret: who sees a box knows which widths it can stand for. */
function sameWidth(width: number, { x, width: wide }: Box): boolean {
  const right = Math.ceil((64 + width + 2) / 16) * 16;
  return x + wide === right;
}

async function grey(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).greyscale().raw().toBuffer();
}

const tried = new WeakMap<Buffer, Promise<Buffer[]>>();

/** A drawn name blurred, pixelated and as it is; each is worked out once. */
function strengths(row: Buffer): Promise<Buffer[]> {
  const known = tried.get(row) ?? drawnStrengths(row);
  tried.set(row, known);
  return known;
}

async function drawnStrengths(row: Buffer): Promise<Buffer[]> {
  const blurred = [3, 10].map((sigma) => sharp(row).blur(sigma).greyscale().raw().toBuffer());
  const coarse = await sharp(row).resize(87, 4, { fit: 'fill' }).png().toBuffer();
  const mosaic = sharp(coarse).resize(520, rowHeight, { fit: 'fill', kernel: 'nearest' }).greyscale().raw().toBuffer();
  return Promise.all([...blurred, mosaic, grey(row)]);
}

/** The strongest likeness (correlation of the pixels inside the box) in any strength. */
function best(seen: Buffer, candidates: readonly Buffer[], box: Box): number {
  return Math.max(...candidates.map((candidate) => correlation(seen, candidate, box)));
}

function correlation(a: Buffer, b: Buffer, { x, width }: Box): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let row = 2; row < rowHeight - 2; row += 1) {
    for (let column = Math.max(0, x); column < x + width; column += 1) {
      const [left, right] = [a[row * 520 + column]!, b[row * 520 + column]!];
      [n, sumA, sumB] = [n + 1, sumA + left, sumB + right];
      [sumAA, sumBB, sumAB] = [sumAA + left * left, sumBB + right * right, sumAB + left * right];
    }
  }
  const spread = Math.sqrt((sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n));
  return spread > 0 ? (sumAB - (sumA * sumB) / n) / spread : -1;
}
