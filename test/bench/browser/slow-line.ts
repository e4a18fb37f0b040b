import type { BenchStage } from './bench-stage.ts';
import { focusField, rest, spread, time } from './latency.ts';

/** Clicks on a form and on a page where everything moves, over 4 Mbit/s and 80 ms there and back. */
export async function slowClicks(stage: BenchStage, times: number) {
  const taken = { form: [] as number[], animation: [] as number[] };
  for (const kind of ['form', 'animation'] as const) {
    const viewer = await stage.open(`/${kind}`, 'slow');
    await time(viewer.page, 'press');
    for (let turn = 0; turn < times; turn++) {
      await rest(viewer.page, 300, 900);
      taken[kind].push(await time(viewer.page, 'press'));
    }
    await viewer.close();
  }
  return { form: spread(taken.form), animation: spread(taken.animation) };
}

/** Clicks on the moving page for so long: the median of the first and of the last third, in milliseconds. */
export async function soak(stage: BenchStage, seconds: number) {
  const viewer = await stage.open('/animation', 'slow');
  const taken: number[] = [];
  for (const end = performance.now() + seconds * 1_000; performance.now() < end;) {
    taken.push(await time(viewer.page, 'press'));
    await rest(viewer.page, 300, 900);
  }
  await viewer.close();
  const third = Math.max(1, Math.floor(taken.length / 3));
  return { first: spread(taken.slice(0, third)).median, last: spread(taken.slice(-third)).median };
}

/** What 100 letters cost, at ten letters a second, with the sharp picture that follows: ours, in bytes. */
export async function typingBytes(stage: BenchStage, line: 'direct' | 'slow'): Promise<number> {
  const viewer = await stage.open('/form', line);
  await focusField(viewer.page);
  await viewer.page.waitForTimeout(2_500);
  const before = viewer.received.bytes;
  for (let letter = 0; letter < 100; letter++) {
    await viewer.page.evaluate((key) => window.probe.key(key), 'etaoinshr'[letter % 9]!);
    await rest(viewer.page, 80, 120);
  }
  await viewer.page.waitForTimeout(2_500);
  const { bytes } = viewer.received;
  await viewer.close();
  return bytes - before;
}

/** Frames drawn in a second while the wheel turns at 60 Hz, on our page and then on the plain relay's. */
export async function scrolling(stage: BenchStage, seconds: number) {
  const ours = await stage.open('/long');
  const plain = await stage.openPlain('/long', ours);
  const drawn = { ours: 0, plain: 0 };
  for (const [who, { page }] of [
    ['ours', ours],
    ['plain', plain],
  ] as const) {
    drawn[who] = await page.evaluate(async (length) => {
      const before = window.probe.frames;
      const begun = performance.now();
      for (let now = begun; now - begun < length * 1_000;) {
        window.probe.wheel(30);
        now = await new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())));
      }
      return (window.probe.frames - before) / ((performance.now() - begun) / 1_000);
    }, seconds);
  }
  await Promise.all([ours.close(), plain.close()]);
  return drawn;
}
