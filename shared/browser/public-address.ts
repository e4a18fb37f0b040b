import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { ProductError } from '#shared/contract/errors.ts';

/** Special-purpose ranges of the IANA registries (RFC 6890 and successors): none of them is the public web. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Parts of 2000::/3 that are tunnels into IPv4 (Teredo, 6to4) or special; outside of 2000::/3 nothing is public. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const refused = new BlockList();
for (const range of special4) add(range, 'ipv4');
for (const range of special6) add(range, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

function add(range: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', prefix = ''] = range.split('/');
  refused.addSubnet(network, Number(prefix), family);
}

/** Whether an IP address is on the public Internet. IPv6 forms that carry an IPv4 address are refused altogether. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  // A zone ("%eth0") belongs to link-local addresses alone.
  if (family === 6 && !address.includes('%')) return global6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
  return false;
}

/** Reads ALLOWED_DEVELOPMENT_HOSTS: comma-separated host:port pairs. Empty everywhere but in development. */
export function developmentHosts(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== ''),
  );
}

/** What the network of browser tasks lets out; another port would be waited for in vain. */
const webPorts: ReadonlySet<number> = new Set([80, 443]);

export interface AddressDeps {
  developmentHosts: ReadonlySet<string>;
  /** The system's resolver, unless a test brings its own. */
  lookup?: (host: string) => Promise<{ address: string }[]>;
}

export function isDevelopmentHost({ developmentHosts: allowed }: AddressDeps, host: string, port: number): boolean {
  return allowed.has(`${host.toLowerCase()}:${port}`);
}

/**
 * Resolves a host once and returns the one address to connect to; whoever connects must use it and not resolve again,
 * or a second DNS answer could differ. Every address of the host must be public. `host` is as `URL.hostname` gives it,
 * which has turned forms such as 0x7f.1 into plain addresses; whatever else resolves is judged by its address.
 * Throws ADDRESS_REFUSED, or PLATFORM_UNREACHABLE when the name does not resolve.
 */
export async function pinPublicAddress(deps: AddressDeps, host: string, port: number): Promise<string> {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new ProductError('ADDRESS_REFUSED', 'port');
  const allowed = isDevelopmentHost(deps, host, port);
  if (!allowed && !webPorts.has(port)) throw new ProductError('ADDRESS_REFUSED', 'port');
  if (isIP(bare)) {
    if (!allowed && !isPublicAddress(bare)) throw new ProductError('ADDRESS_REFUSED', 'address');
    return bare;
  }
  const lookup = deps.lookup ?? ((name: string) => systemLookup(name, { all: true }));
  const answers = await lookup(bare).catch((error: unknown) => {
    throw new ProductError('PLATFORM_UNREACHABLE', 'name', { cause: error });
  });
  const [first] = answers;
  if (!first) throw new ProductError('PLATFORM_UNREACHABLE', 'name');
  if (!allowed && !answers.every(({ address }) => isPublicAddress(address))) {
    throw new ProductError('ADDRESS_REFUSED', 'name');
  }
  return first.address;
}

/** The port a URL means. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'http:' || url.protocol === 'ws:' ? 80 : 443) : Number(url.port);
}
