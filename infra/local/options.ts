import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { StartRefused } from './data-lock.ts';

export interface Options {
  port: number;
  dataFolder: string;
  /** host:port pairs that may be opened although they are not public. */
  allowHosts: string[];
}

export const usage = `npm start -- [options]
  --port <number>           port of the product, 4600 by default (STEPIFY_PORT); the demo platform takes the next one
  --data <folder>           where everything is kept, .stepify by default (STEPIFY_DATA)
  --allow-host <host:port>  a platform on this machine or network that may be connected; may be repeated
  --help                    this text`;

/** Reads the command line. Throws `StartRefused` on what it does not understand. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv, projectRoot: string): Options | 'help' {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new StartRefused(`${(error as Error).message}\n${usage}`);
  }
  if (values.help) return 'help';
  const port = Number(values.port ?? env['STEPIFY_PORT'] ?? 4600);
  if (!Number.isInteger(port) || port < 1 || port > 65_534)
    throw new StartRefused('--port takes a number from 1 to 65534.');
  const allowHosts = values['allow-host'] ?? [];
  const malformed = allowHosts.find((host) => !/^[\w.-]+:\d{1,5}$/.test(host));
  if (malformed) throw new StartRefused(`--allow-host takes host:port, such as 127.0.0.1:8055, not ${malformed}`);
  return { port, dataFolder: values.data ?? env['STEPIFY_DATA'] ?? join(projectRoot, '.stepify'), allowHosts };
}
