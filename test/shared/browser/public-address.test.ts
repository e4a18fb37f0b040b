import { describe, expect, test } from 'vitest';
import { developmentHosts, isPublicAddress, pinPublicAddress } from '#shared/browser/public-address.ts';

const none = developmentHosts('');

describe('C9: addresses', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'not-an-address',
    '',
  ])('%s is refused', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('C9: hosts', () => {
  const pin = (host: string, port = 443, answers: string[] = ['93.184.215.14'], allowed = none) =>
    pinPublicAddress(
      { developmentHosts: allowed, lookup: async () => answers.map((address) => ({ address })) },
      host,
      port,
    );

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/',
    'http://[fd00:ec2::254]/',
    'http://①②⑦.⓪.⓪.①/',
  ])('%s is refused by its address', async (address) => {
    await expect(pin(new URL(address).hostname)).rejects.toThrow('ADDRESS_REFUSED');
  });

  test('a port that the network of browser tasks does not let out is refused at once, for names and addresses', async () => {
    await expect(pin('example.com', 8443)).rejects.toThrow('ADDRESS_REFUSED: port');
    await expect(pin('93.184.215.14', 25)).rejects.toThrow('ADDRESS_REFUSED: port');
    expect(await pin('example.com', 80)).toBe('93.184.215.14');
  });

  test('a name that resolves to a private address is refused, also among public ones', async () => {
    await expect(pin('rebind.example', 443, ['10.0.0.5'])).rejects.toThrow('ADDRESS_REFUSED');
    await expect(pin('rebind.example', 443, ['93.184.215.14', '127.0.0.1'])).rejects.toThrow('ADDRESS_REFUSED');
  });

  test('localhost is judged by what it resolves to', async () => {
    await expect(pinPublicAddress({ developmentHosts: none }, 'localhost', 80)).rejects.toThrow('ADDRESS_REFUSED');
    await expect(pinPublicAddress({ developmentHosts: none }, 'localhost.', 80)).rejects.toThrow('ADDRESS_REFUSED');
  });

  test('a public name gives the one address to connect to', async () => {
    expect(await pin('example.com', 443, ['93.184.215.14', '93.184.215.15'])).toBe('93.184.215.14');
  });

  test('a name that does not resolve is unreachable', async () => {
    await expect(pin('nowhere.example', 443, [])).rejects.toThrow('PLATFORM_UNREACHABLE');
  });

  test('a development host is let through with exactly its port', async () => {
    const allowed = developmentHosts('127.0.0.1:43101, Dev.Example:8080');
    expect(await pin('127.0.0.1', 43101, [], allowed)).toBe('127.0.0.1');
    expect(await pin('dev.example', 8080, ['10.0.0.1'], allowed)).toBe('10.0.0.1');
    await expect(pin('127.0.0.1', 43102, [], allowed)).rejects.toThrow('ADDRESS_REFUSED');
    await expect(pin('127.0.0.2', 43101, [], allowed)).rejects.toThrow('ADDRESS_REFUSED');
  });
});
