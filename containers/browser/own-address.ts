import * as z from 'zod';

/** What is read of ECS task metadata v4, of a container's own document. */
const metadata = z.object({ Networks: z.array(z.object({ IPv4Addresses: z.array(z.ipv4()) })) });

/** This container's own address, on which alone it listens. Throws when it is not on a task network. */
export async function ownAddress(env = process.env): Promise<string> {
  const source = env.ECS_CONTAINER_METADATA_URI_V4;
  if (!source) throw new Error('ECS_CONTAINER_METADATA_URI_V4 is missing: this runs as an ECS task');
  const answer = await fetch(source, { signal: AbortSignal.timeout(5_000) });
  const address = metadata.parse(await answer.json()).Networks[0]?.IPv4Addresses[0];
  if (!address) throw new Error('The task metadata names no address');
  return address;
}
