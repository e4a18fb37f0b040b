import type { Browser } from 'playwright-core';
import type { Box } from '#shared/contract/tutorials.ts';

export interface Picture {
  bytes: Buffer;
  contentType: string;
  highlight: Box | null;
}

const people = Array.from({ length: 8 }, (_, index) => index);
const masked = (width: number) => `<span class="masked" style="width:${width}px"></span>`;

const styleSheet = `
  * { box-sizing: border-box; margin: 0 }
  body { font: 15px/1.4 'Open Sans', sans-serif; color: #22303f; background: #f4f6f8; display: grid; grid-template-columns: 240px 1fr; height: 100vh }
  nav { background: #12343b; color: #cfe3e1; padding: 24px 16px; display: grid; gap: 4px; align-content: start }
  nav b { color: #fff; font-size: 19px; padding: 0 12px 20px }
  nav span { padding: 10px 12px; border-radius: 6px } nav .here { background: #1f4d55; color: #fff }
  main { padding: 36px 44px; display: grid; gap: 24px; align-content: start }
  header { display: flex; justify-content: space-between; align-items: center } h1 { font-size: 26px }
  button { background: #e3a72f; border: 0; border-radius: 6px; padding: 11px 20px; font: 600 15px 'Open Sans' }
  table { background: #fff; border-radius: 8px; border-collapse: collapse; width: 100%; box-shadow: 0 1px 3px #0001 }
  td, th { padding: 15px 20px; border-bottom: 1px solid #e9edf0; text-align: left } th { color: #68788a; font-size: 13px }
  .masked { display: inline-block; height: 15px; vertical-align: middle; background: repeating-linear-gradient(90deg,#8b99a8 0 9px,#b3bec9 9px 15px,#76869a 15px 27px,#a4b1be 27px 34px) }
  .tag { background: #e0f1ea; color: #18694a; border-radius: 99px; padding: 3px 12px; font-size: 13px }
  .tiles { display: grid; grid-template-columns: repeat(3,1fr); gap: 20px } .tile { background: #fff; border-radius: 8px; padding: 24px; display: grid; gap: 8px }
  .tile b { font-size: 28px } form { background: #fff; border-radius: 8px; padding: 32px; display: grid; gap: 18px; width: 560px }
  label { display: grid; gap: 6px; font-weight: 600; font-size: 14px } input { border: 1px solid #c3ccd5; border-radius: 6px; padding: 11px; font: 15px 'Open Sans' }
  .center { display: grid; place-content: center; grid-column: 1 / -1 }`;

const frame = (here: string, main: string) =>
  `<style>${styleSheet}</style><nav><b>Acme CRM</b>${['Dashboard', 'Contacts', 'Deals', 'Reports', 'Settings']
    .map((name) => `<span id="${name}" class="${name === here ? 'here' : ''}">${name}</span>`)
    .join('')}</nav><main>${main}</main>`;

const table = (first: string) =>
  `<table><tr><th>Name</th><th>E-mail</th><th>Phone</th><th>Status</th></tr>${first}${people
    .map(
      (n) =>
        `<tr><td>${masked(90 + ((n * 37) % 60))}</td><td>${masked(150 + ((n * 53) % 70))}</td><td>${n % 3 ? masked(110) : ''}</td><td><span class="tag">${n % 2 ? 'Customer' : 'Lead'}</span></td></tr>`,
    )
    .join('')}</table>`;

const list = (first = '') => `<header><h1>Contacts</h1><button>New contact</button></header>${table(first)}`;
const tiles = `<header><h1>Dashboard</h1></header><div class="tiles">${[
  'Open deals|42',
  'Won this month|17',
  'New contacts|8',
]
  .map((tile) => `<div class="tile">${tile.split('|')[0]}<b>${tile.split('|')[1]}</b></div>`)
  .join('')}</div>${table('')}`;
const form = `<header><h1>New contact</h1></header><form><label>Name<input value="Mira Lang"></label><label>E-mail<input></label><label>Status<input value="Customer"></label><div><button type="button">Save</button></div></form>`;
const signIn = `<style>${styleSheet}</style><div class="center"><form style="width:min(400px,92vw)"><h1>Sign in to Acme CRM</h1><label>E-mail<input value="demo@example.com"></label><label>Password<input type="password" value="demo-password"></label><button type="button">Sign in</button></form></div>`;

const steps: [html: string, target: string | undefined][] = [
  [frame('Dashboard', tiles), '#Contacts'],
  [frame('Contacts', list()), 'button'],
  [frame('Contacts', form), 'button'],
  [
    frame(
      'Contacts',
      list('<tr><td><b>Mira Lang</b></td><td></td><td></td><td><span class="tag">Customer</span></td></tr>'),
    ),
    'tr:nth-of-type(2)',
  ],
];

/** Pictures of a small invented platform, 1440 × 900, with the box of each step's target as the browser laid it out. */
export async function platformPictures(browser: Browser): Promise<Picture[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const pictures: Picture[] = [];
  for (const [html, target] of steps) {
    await page.setContent(html);
    const highlight = target ? await page.locator(target).first().boundingBox() : null;
    pictures.push({ bytes: await page.screenshot({ type: 'png' }), contentType: 'image/png', highlight });
  }
  await context.close();
  return pictures;
}

/** The sign-in page of that platform as one streamed frame. */
export async function signInFrame(browser: Browser, width: number, height: number): Promise<Buffer> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  await page.setContent(signIn);
  const jpeg = await page.screenshot({ type: 'jpeg', quality: 70 });
  await context.close();
  return jpeg;
}
