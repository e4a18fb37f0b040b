import { generate } from 'selfsigned';

/** For as long as a process may run; none outlives its process. */
const daysValid = 397;

/**
 * A key and a certificate of this process's own, made anew each time and kept in memory alone, for connections inside of
 * our network: they encrypt the way. Who answers there is known from the address that ECS gives, which nobody else in
 * the network can take, so whoever dials does not ask for a certificate's issuer. PEM.
 */
export async function ownCertificate(): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: 'stepify.internal' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + daysValid * 24 * 3600 * 1000),
  });
  return { key: made.private, cert: made.cert };
}
