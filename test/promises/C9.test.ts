import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectConsent } from '#shared/contract/consent.ts';
import { api, newSignedUpPerson, product } from '../support/journey.ts';
import { forbiddenAddresses, startCanary, startTricksApp, triedNames, type Canary } from '../support/network-tricks.ts';
import type { PagesApp } from '../support/pages-app.ts';
import { openStreamedBrowser } from '../support/person.ts';

let canary: Canary;
let tricks: PagesApp;

beforeAll(async () => {
  canary = await startCanary();
  tricks = await startTricksApp(canary, product.openPort);
});
afterAll(() => Promise.all([canary.stop(), tricks.stop()]));

test('C9: a page in the remote browser reaches nothing but the public web, whatever it tries', async () => {
  // The canary does notice: this test reaches it.
  await fetch(`http://127.0.0.1:${canary.port}/`);
  expect(canary.reached).toHaveLength(1);
  canary.reached.length = 0;

  const { page } = await newSignedUpPerson();
  const url = `${tricks.origin}/tricks`;
  await openStreamedBrowser(page, product.url, { url, user: '', password: '', name: 'Tricks' });
  const told = () => tricks.reported.find((said) => said.startsWith('{'));
  await expect.poll(told, { timeout: 90_000 }).toBeTruthy();
  const outcomes = JSON.parse(told()!) as Record<string, string>;
  const refused = triedNames(canary, product.openPort).map((name) => [name, 'refused']);
  expect(outcomes).toEqual({ ...Object.fromEntries(refused), 'its own server': 'reached' });
  expect(canary.reached).toEqual([]);
  await page.close();
});

test('C9: an address that is not public is no platform', async () => {
  const { page } = await newSignedUpPerson();
  const addresses = [
    ...forbiddenAddresses(canary, product.openPort).filter((address) => address.startsWith('http')),
    'file:///etc/passwd',
    'chrome://version',
    'data:text/html,x',
    'view-source:https://example.com',
  ];
  const outcomes: [string, number, string][] = [];
  for (const platformUrl of [...addresses, ...addresses.map((address) => address.replace('http:', 'https:'))]) {
    const answer = await api(page, 'POST', '/api/connections', { platformUrl, consentVersion: connectConsent.version });
    outcomes.push([platformUrl, answer.status, answer.body.error?.code]);
  }
  // A name that this machine cannot resolve is no address at all.
  const fine = ['ADDRESS_REFUSED', 'INVALID_INPUT', 'PLATFORM_UNREACHABLE'];
  const accepted = outcomes.filter(([, , code]) => !fine.includes(code));
  expect(accepted).toEqual([]);
  expect(canary.reached).toEqual([]);
});
