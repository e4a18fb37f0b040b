import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { developmentHosts } from '#shared/browser/public-address.ts';
import { startEgressProxy, type EgressProxy } from '../../../containers/browser/egress-proxy.ts';
import { startSignInApp, type SignInApp } from '../../support/sign-in-app.ts';

let allowed: SignInApp;
let forbidden: SignInApp;
let proxy: EgressProxy;

beforeAll(async () => {
  [allowed, forbidden] = await Promise.all([startSignInApp(), startSignInApp()]);
  const lookup = async (host: string) => [{ address: host === 'dev.example' ? '127.0.0.1' : '10.0.0.1' }];
  const list = `${allowed.host},dev.example:${new URL(allowed.origin).port}`;
  proxy = await startEgressProxy({ developmentHosts: developmentHosts(list), lookup });
});
afterAll(async () => {
  proxy.close();
  await Promise.all([allowed.stop(), forbidden.stop()]);
});

/** Status of a plain request through the proxy, 0 when it hangs up. */
function get(url: string): Promise<number> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(proxy.url);
    request({ hostname, port, path: url, headers: { host: new URL(url).host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', () => resolve(0))
      .end();
  });
}

/** Status line of a tunnel through the proxy. */
function tunnel(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy.url);
    const socket = connect(Number(port), hostname, () =>
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`),
    );
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n')[0]!);
    });
    socket.once('error', reject);
  });
}

test('a development host is reached, by address and by name', async () => {
  expect(await get(`${allowed.origin}/about`)).toBe(200);
  expect(await get(`http://dev.example:${new URL(allowed.origin).port}/about`)).toBe(200);
  expect(await tunnel(allowed.host)).toContain('200');
});

test('C9: another loopback port, a private name, metadata and IPv6 loopback are refused for requests and tunnels', async () => {
  const targets = [
    forbidden.host,
    'private.example:443',
    '169.254.169.254:80',
    '[::1]:80',
    '0x7f.1:80',
    '[::ffff:127.0.0.1]:80',
  ];
  for (const target of targets) {
    expect([target, await tunnel(target)]).toEqual([target, 'HTTP/1.1 403 Refused']);
    expect([target, await get(`http://${target}/about`)]).toEqual([target, 0]);
  }
  expect(forbidden.requests).toEqual([]);
});

test('a target that is no host and port is refused', async () => {
  expect(await tunnel('nonsense')).toMatch(/ (403|502) /);
  expect(await get('ftp://private.example/')).toBe(0);
});
